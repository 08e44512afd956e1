import { LegendDisplayMode, LegendPlacement, TooltipDisplayMode, VizLegendOptionsBuilder, VizTooltipOptionsBuilder } from '@grafana/grafana-foundation-sdk/common';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TextBuilder, TextMode } from '@grafana/grafana-foundation-sdk/text';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';

/** A query and what its line is called. */
export interface Line {
  readonly name: string;
  readonly expr: string;
}

/** A panel of lines over time. */
export interface TimePanel {
  readonly title: string;
  /** What the reader sees, and what to do about it. */
  readonly description: string;
  readonly unit: string;
  readonly lines: readonly Line[];
  /** A dashed line of its own colour: what was meant. */
  readonly meant?: readonly Line[];
  readonly max?: number;
}

/** Where a panel is, of 24 columns. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** The data source that the reader picks. */
export const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };

/** A colour for each version, the same in every panel: what everybody has is blue, what is new is orange. */
export function colorOf(version: string, index: number): string {
  const known: Record<string, string> = { stable: 'blue', canary: 'orange', blue: 'blue', green: 'green', standard: 'blue', premium: 'purple' };
  return known[version] ?? ['blue', 'orange', 'purple', 'green', 'yellow', 'red'][index % 6];
}

/** Lines over time. */
export function timePanel({ title, description, unit, lines, meant = [], max }: TimePanel, id: number, gridPos: Place): TimeseriesBuilder {
  const panel = new TimeseriesBuilder().id(id).title(title).description(description).unit(unit).min(0).gridPos(gridPos).datasource(DATASOURCE)
    .lineWidth(2).fillOpacity(0).spanNulls(false).noValue('no requests')
    .legend(new VizLegendOptionsBuilder().displayMode(LegendDisplayMode.Table).placement(LegendPlacement.Bottom).showLegend(true).calcs(['lastNotNull', 'max']))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi));
  if (max !== undefined) panel.max(max);
  [...lines, ...meant].forEach(({ name, expr }, index) => panel.withTarget(query(name, expr, index)));
  lines.forEach(({ name }, index) => panel.overrideByName(name, [fixed(colorOf(name, index))]));
  meant.forEach(({ name }, index) => panel.overrideByName(name, [
    fixed(colorOf(lines[index]?.name ?? name, index)), { id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 8] } }, { id: 'custom.lineWidth', value: 1 },
  ]));
  return panel;
}

/** One number for each line, as it is now. */
export function numberPanel({ title, description, unit, lines }: TimePanel, id: number, gridPos: Place): StatBuilder {
  const panel = new StatBuilder().id(id).title(title).description(description).unit(unit).gridPos(gridPos).datasource(DATASOURCE).noValue('no requests');
  lines.forEach(({ name, expr }, index) => panel.withTarget(query(name, expr, index)));
  lines.forEach(({ name }, index) => panel.overrideByName(name, [fixed(colorOf(name, index))]));
  return panel;
}

/** Text, as Markdown. */
export function textPanel(title: string, content: string, id: number, gridPos: Place): TextBuilder {
  return new TextBuilder().id(id).title(title).description('What stands where, and the way back.').gridPos(gridPos).mode(TextMode.Markdown).content(content);
}

function query(name: string, expr: string, index: number): DataqueryBuilder {
  return new DataqueryBuilder().refId(String.fromCharCode(65 + index)).expr(expr).legendFormat(name).range().datasource(DATASOURCE);
}

function fixed(color: string) {
  return { id: 'color', value: { mode: 'fixed', fixedColor: color } };
}
