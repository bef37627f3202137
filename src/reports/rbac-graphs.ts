import type { CanAnswer, InEnvironments, PathsAnswer, Through, WhoCanAnswer } from '../analyzers/index.ts';
import { type Graph, GraphBuilder } from './graph.ts';
import { isEverybodys } from './text/rbac.ts';

/** Who can do what was asked, and through what. @param all Kubernetes' own bindings too */
export function whoCanGraph(asked: string, answer: WhoCanAnswer, all: boolean): Graph {
  const graph = new GraphBuilder();
  const effect = graph.node({ id: 'asked', lines: [asked], shape: 'permission' });
  for (const holder of answer.holders) {
    const { subject, through, scope, names, rule } = holder;
    if (!all && through.binding.from === 'default') continue;
    const from = graph.node({ id: `subject ${subject}`, lines: [subject], shape: 'subject' });
    const role = addThrough(graph, from, through, note(holder, answer));
    const where = scope === '' ? '' : `in ${scope}`;
    const only = names.length === 0 ? '' : `only ${names.join(', ')}`;
    const label = [`rule ${rule.number}`, where, only].filter(text => text !== '').join(', ');
    graph.edge({ from: role, to: effect, label });
  }
  return graph.build();
}

/** What a subject holds. @param all what Kubernetes gives everybody, too */
export function canGraph(answer: CanAnswer, all: boolean): Graph {
  const graph = new GraphBuilder();
  const subject = graph.node({ id: 'subject', lines: [answer.subject], shape: 'subject' });
  for (const held of answer.held) {
    const { through, scope, rules } = held;
    if (!all && isEverybodys(through)) continue;
    let from = subject;
    if (through.group !== undefined) {
      from = graph.node({ id: `group ${through.group}`, lines: [through.group], shape: 'subject' });
      graph.edge({ from: subject, to: from });
    }
    const role = addThrough(graph, from, through, note(held, answer));
    for (const [index, { verbs, resources, names }] of rules.entries()) {
      const lines = [
        verbs.includes('*') ? 'all verbs' : verbs.join(', '),
        resources.join(', '),
        ...(names.length === 0 ? [] : [`only ${names.join(', ')}`]),
      ];
      const permission = graph.node({ id: `rule ${through.role.name} ${index}`, lines, shape: 'permission' });
      graph.edge({ from: role, to: permission, ...(scope === '' ? {} : { label: `in ${scope}` }) });
    }
  }
  return graph.build();
}

/** From what subjects hold to what it comes to. @param all what is of low risk, too */
export function reachGraph({ paths, ...answer }: PathsAnswer, all: boolean): Graph {
  const graph = new GraphBuilder();
  for (const path of paths) {
    if (!all && path.risk === 'low') continue;
    const subject = graph.node({ id: `subject ${path.subject}`, lines: [path.subject], shape: 'subject' });
    const effect = graph.node({
      id: `effect ${path.key}`,
      lines: [path.title, `${path.id}, ${path.risk}`],
      shape: 'effect',
    });
    for (const { text, through } of path.steps) {
      let from = subject;
      if (through.group !== undefined) {
        from = graph.node({ id: `group ${through.group}`, lines: [through.group], shape: 'subject' });
        graph.edge({ from: subject, to: from });
      }
      const role = addThrough(graph, from, through, note(path, answer));
      const step = graph.node({
        id: `step ${through.binding.name} ${text}`,
        lines: [text],
        shape: 'permission',
      });
      graph.edge({ from: role, to: step });
      graph.edge({ from: step, to: effect });
    }
  }
  return graph.build();
}

/** Binding and role; returns the role's node. */
function addThrough(graph: GraphBuilder, from: string, { binding, role }: Through, label: string): string {
  const to = graph.node({ id: `binding ${binding.name}`, lines: [binding.name], shape: 'binding' });
  const end = graph.node({
    id: `role ${role.name}`,
    lines: [role.name, ...(role.from === undefined ? ['nowhere here'] : [])],
    shape: 'role',
  });
  graph.edge({ from, to, ...(label === '' ? {} : { label }) });
  graph.edge({ from: to, to: end });
  return end;
}

function note(item: InEnvironments, answer: InEnvironments): string {
  return item.environments.length === answer.environments.length ? '' : item.environments.join(', ');
}
