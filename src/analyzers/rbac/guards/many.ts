import type { Check, CheckInput } from '../../types.ts';
import { UNNAMED_NAMESPACE } from '../authorizer.ts';
import type { Binding, Subject } from '../types.ts';
import { eachWorld } from './findings.ts';

/**
 * Subjects with more bindings than anybody reads (parameter `bindings`), and namespaces in which more subjects than that
 * have rights (parameter `subjects`): told at the last of them. What comes with Kubernetes or from an export of the
 * cluster is not counted.
 */
export const manyGuard: Check = eachWorld((world, input, say) => {
  const mostBindings = limit(input, 'bindings');
  const mostSubjects = limit(input, 'subjects');
  const bySubject = new Map<Subject, Binding[]>();
  const byNamespace = new Map<string, { subjects: Set<Subject>; last: Binding }>();
  for (const binding of world.authorizer.bindings) {
    if (binding.from !== 'repository') continue;
    for (const { subject } of binding.subjects) {
      const bindings = bySubject.get(subject) ?? [];
      bySubject.set(subject, bindings);
      // A binding may name somebody twice.
      if (bindings.at(-1) !== binding) bindings.push(binding);
      if (binding.namespace === '' || binding.namespace === UNNAMED_NAMESPACE) continue;
      const known = byNamespace.get(binding.namespace);
      if (known === undefined)
        byNamespace.set(binding.namespace, { subjects: new Set([subject]), last: binding });
      else {
        if (!known.subjects.has(subject)) known.last = binding;
        known.subjects.add(subject);
      }
    }
  }
  for (const [subject, bindings] of bySubject) {
    const last = bindings.at(-1);
    if (bindings.length <= mostBindings || last?.manifest === undefined) continue;
    const { index } = last.subjects.find(each => each.subject === subject) ?? { index: 0 };
    say(last.manifest, {
      path: ['subjects', index],
      message: `${subject} has ${bindings.length} bindings, more than ${mostBindings}: nobody can say any more what it may do in all.`,
      about: subject,
    });
  }
  for (const [namespace, { subjects, last }] of byNamespace) {
    if (subjects.size <= mostSubjects || last.manifest === undefined) continue;
    say(last.manifest, {
      path: ['subjects'],
      message: `${subjects.size} subjects have rights in namespace ${namespace}, more than ${mostSubjects}: nobody can say any more who may do what there.`,
      about: namespace,
    });
  }
});

function limit({ guardrail }: CheckInput, name: string): number {
  const value = guardrail.parameters[name];
  return typeof value === 'number' ? value : Number.POSITIVE_INFINITY;
}
