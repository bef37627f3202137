import { ManifestSet } from '../../../manifest/index.ts';
import { byText } from '../../../repository/index.ts';
import { LEVELS } from '../catalogue/index.ts';
import { podSecurityLevels } from '../change/namespaces.ts';
import { privilegedNamespaces } from '../privileged.ts';
import { causesOf, type Reached, type ReachOptions, reach, type Step } from '../reach.ts';
import type { Subject } from '../types.ts';
import { exposures, workloadsOf } from '../workloads.ts';
import { environmentsOf, inEach } from './environments.ts';
import { named, throughOf } from './naming.ts';
import type { PathsAnswer, ReachedPath, ReachedStep } from './types.ts';
import type { WholeCluster } from './unused.ts';

export interface PathsQuestion {
  /** `1.34`. */
  readonly kubernetes: string;
  /** Only these subjects; absent: everybody. */
  readonly subjects?: readonly Subject[];
}

/** From what subjects hold to what they can become, once per cause, worst first. */
export function paths(
  clusters: readonly WholeCluster[],
  { kubernetes, subjects }: PathsQuestion,
): PathsAnswer {
  const found = inEach(clusters, cluster => {
    const options = surroundings(cluster, kubernetes);
    return (subjects ?? cluster.authorizer.subjects()).flatMap(subject =>
      causesOf(reach(cluster.authorizer, subject, options)).map(({ worst, also }) => told(worst, also)),
    );
  });
  return {
    environments: environmentsOf(clusters),
    paths: found.sort(
      (a, b) =>
        LEVELS.indexOf(a.risk) - LEVELS.indexOf(b.risk) ||
        byText(a.subject, b.subject) ||
        byText(a.id, b.id) ||
        byText(a.scope, b.scope) ||
        byText(a.names.join(), b.names.join()),
    ),
  };
}

/** What decides beside the rules how bad a permission is. */
function surroundings({ authorizer, manifests, context }: WholeCluster, kubernetes: string): ReachOptions {
  const levels = podSecurityLevels([...context, ...manifests]);
  const exposed = exposures(workloadsOf(manifests, new ManifestSet(manifests)), manifests);
  return {
    kubernetes,
    privileged: privilegedNamespaces(authorizer, kubernetes),
    podSecurity: namespace => levels.get(namespace),
    exposed: new Set(exposed.keys()),
  };
}

function told(
  { entry, subject, severity, scope, names, steps, story, key }: Reached,
  also: readonly Reached[],
): Omit<ReachedPath, 'environments'> {
  return {
    id: entry.id,
    title: entry.title,
    subject,
    risk: severity,
    scope,
    names,
    story,
    steps: steps.map(stepOf(subject)),
    also: [...new Set(also.map(each => each.entry.title))],
    key,
  };
}

function stepOf(subject: Subject): (step: Step) => ReachedStep {
  return ({ grant, verbs, resources }) => {
    const { binding, through, rule } = grant;
    return {
      text: [verbs.join(', '), resources.join(', ')].filter(part => part !== '').join(' '),
      through: throughOf(binding, through === subject ? undefined : through),
      ...(rule === undefined
        ? {}
        : { rule: { ...named(rule.writtenIn, ['rules', rule.index]), number: rule.index + 1 } }),
    };
  };
}
