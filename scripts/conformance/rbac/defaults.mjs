// The roles and bindings that an API server creates by itself, against data/rbac/defaults.json.

const API = '/apis/rbac.authorization.k8s.io/v1';

export async function compareDefaults(server, expected, differs) {
  const theirs = new Map();
  for (const resource of ['clusterroles', 'clusterrolebindings', 'roles', 'rolebindings']) {
    const { body } = await server.call('GET', `${API}/${resource}`);
    const kind = body.kind.replace(/List$/, '');
    for (const item of body.items) theirs.set(labelOf({ ...item, kind }), item);
  }
  const ours = new Map(expected.map(object => [labelOf(object), object]));
  for (const label of new Set([...theirs.keys(), ...ours.keys()])) {
    const [here, there] = [ours.get(label), theirs.get(label)];
    if (here === undefined || there === undefined)
      differs(`${label} is only ${here === undefined ? 'in the cluster' : 'in the data'}`, {});
    else if (content(here) !== content(there))
      differs(label, { data: content(here), cluster: content(there) });
  }
  return `defaults: ${theirs.size} roles and bindings of the cluster, ${ours.size} of the data`;
}

function labelOf({ kind, metadata: { namespace = '', name } }) {
  return `${kind} ${namespace}/${name}`;
}

/** What a role or binding says, its rules as they are ordered. */
function content({ metadata: { labels, annotations }, rules, aggregationRule, roleRef, subjects }) {
  const sorted = value =>
    Array.isArray(value)
      ? value.map(sorted)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(
            Object.entries(value)
              .sort(([a], [b]) => (a < b ? -1 : 1))
              .map(([key, each]) => [key, sorted(each)]),
          )
        : value;
  return JSON.stringify(
    sorted({ labels, annotations, rules: rules ?? [], aggregationRule, roleRef, subjects }),
  );
}
