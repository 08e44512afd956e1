import { Attachment } from '../listeners';
import { groupOf, Manifests, nameOf, namespaceOf, ReadRoute } from '../manifests';
import { TrafficModel } from '../model';
import { CheckOptions, Finding, Severity } from './finding';
import { Places } from './places';
import { Workloads } from './workloads';

/** What all rules look at, read once. */
export class Survey {
  public readonly model: TrafficModel;
  public readonly manifests: Manifests;
  public readonly places: Places;
  public readonly workloads: Workloads;
  private readonly attachmentsOf = new Map<ReadRoute, Attachment[]>();
  private readonly kept = new Set<any>();

  public constructor(objects: any[], public readonly options: CheckOptions) {
    this.model = TrafficModel.fromManifests(objects, { complete: options.complete ?? false });
    this.manifests = this.model._manifests;
    for (const attachment of this.model._attachments.attachments) {
      const list = this.attachmentsOf.get(attachment.route);
      if (list === undefined) this.attachmentsOf.set(attachment.route, [attachment]);
      else list.push(attachment);
    }
    this.places = new Places(this.routes, route => this.attachments(route));
    for (const object of this.manifests.objects) if (isLatest(this.manifests, object)) this.kept.add(object);
    this.workloads = new Workloads([...this.kept]);
  }

  /** Routes of both kinds. */
  public get routes(): ReadRoute[] {
    return this.manifests.routes;
  }

  /** Each object once: of two with one name the later, as the cluster would keep it. */
  public get objects(): any[] {
    return [...this.kept];
  }

  /** What became of the references of a route to Gateways. */
  public attachments(route: ReadRoute): Attachment[] {
    return this.attachmentsOf.get(route) ?? [];
  }

  /** Severity of a reference to something that is not in the input. */
  public get outside(): Severity {
    return this.options.complete ? 'error' : 'warning';
  }
}

/** One rule, or a few that look at the same things. */
export type Rule = (survey: Survey) => Finding[];

function isLatest(manifests: Manifests, object: any): boolean {
  return manifests.get(groupOf(object), object.kind, namespaceOf(object), nameOf(object)) === object;
}
