// A real Prometheus on loopback, on a free port, with its data in a folder.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, start, until } from '../support/process.mjs';

/** Starts Prometheus. `scrape` are its scrape_configs, `rules` a file. Gives its address and a way to ask it. */
export async function startPrometheus(folder, { scrape = [], rules, flags = [] } = {}) {
  const port = await freePort();
  const config = { global: { scrape_interval: '1s', evaluation_interval: '1s' }, scrape_configs: scrape, ...(rules && { rule_files: [rules] }) };
  writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config));
  start('prometheus', [
    `--config.file=${join(folder, 'prometheus.yml')}`, `--storage.tsdb.path=${join(folder, 'data')}`, `--web.listen-address=127.0.0.1:${port}`, '--log.level=warn', ...flags,
  ], { log: join(folder, 'prometheus.log') });
  const url = `http://127.0.0.1:${port}`;
  await until('Prometheus is ready', async () => (await fetch(`${url}/-/ready`)).ok);
  const ask = async (path) => (await (await fetch(`${url}/api/v1/${path}`)).json()).data;
  return {
    url,
    ask,
    /** The value of a query now or at a moment, in seconds since 1970; undefined where there is none. */
    value: async (query, at) => {
      const { result } = await ask(`query?query=${encodeURIComponent(query)}${at === undefined ? '' : `&time=${at}`}`);
      return result.length === 0 ? undefined : Number(result[0].value[1]);
    },
  };
}
