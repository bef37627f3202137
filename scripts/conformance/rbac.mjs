// `npm run conformance:rbac`: the RBAC engine against a real API server. The default roles of its version, what the
// catalogue takes for true, attributes of HTTP requests, generated questions against SubjectAccessReview, and generated writes of roles and bindings against
// what it refuses as escalation, with its words. `-- --sets N --seed N` ask more, or others. Needs KUBEBUILDER_ASSETS
// (see api-server.mjs); without it the run is skipped, and says so.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startApiServer } from './api-server.mjs';
import { aggregateDefaults, create, createNamespaces, remove, review, settle } from './rbac/ask.mjs';
import { compareDefaults } from './rbac/defaults.mjs';
import { compareFacts } from './rbac/facts.mjs';
import { compareRejections } from './rbac/rejections.mjs';
import { compareGroups, compareRequests } from './rbac/requests.mjs';
import { asker, placesOf, question, random, world } from './rbac/world.mjs';
import { compareWrites } from './rbac/writes.mjs';

const { values: options } = parseArgs({
  options: { sets: { type: 'string', default: '40' }, seed: { type: 'string', default: '1' } },
});
/** Per set of roles and bindings. */
const QUESTIONS = 50;
const WRITES = 12;

const library = fileURLToPath(new URL('../../lib/src/', import.meta.url));
if (!existsSync(`${library}analyzers/rbac/authorizer.js`)) {
  console.error('Compile first: npm run build');
  process.exit(2);
}
const rbac = async name => import(`${library}analyzers/rbac/${name}.js`);
const { Authorizer } = await rbac('authorizer');
const { implicitGroups, accountOf } = await rbac('subjects');
const { defaultObjects } = await rbac('defaults');
const { requestOf } = await rbac('requests');
const { mayWriteRole, mayWriteBinding } = await rbac('escalation');
const { rejections } = await rbac('rejected');
const { readDocuments } = await import(`${library}manifest/index.js`);

const server = await startApiServer();
if (server === undefined) process.exit(0);
let wrong = 0;
const differs = (what, details) => {
  wrong += 1;
  if (wrong <= 20) console.log(`  different: ${what}\n    ${JSON.stringify(details)}`);
};
try {
  console.log(`kube-apiserver ${server.version}`);
  console.log(await compareDefaults(server, defaultObjects(server.version), differs));
  await aggregateDefaults(server);
  console.log(await compareFacts(server, differs));
  console.log(await compareRequests(server, requestOf, differs));
  console.log(await compareGroups(server, { implicitGroups, accountOf }, differs));

  const r = random(Number(options.seed));
  console.log(
    await compareRejections(server, random(Number(options.seed)), { rejections, manifestsOf }, differs),
  );
  const defaults = defaultObjects(server.version);
  const count = { questions: 0, allowed: 0 };
  const writes = { role: 0, binding: 0, yes: 0, no: 0, escalation: 0 };
  for (let id = 0; id < Number(options.sets); id++) {
    const places = placesOf(`${options.seed}-${id}`);
    const objects = world(r, places);
    await createNamespaces(server, places.namespaces);
    await create(server, objects);
    await settle(server, `${places.id}-a`, places.namespaces[0]);
    const authorizerOf = all => new Authorizer({ manifests: manifestsOf(all), context: [], defaults });
    const authorizer = authorizerOf(objects);
    for (let n = 0; n < QUESTIONS; n++) {
      const { subject, groups } = asker(r, places, objects);
      const asked = question(r, places, objects);
      const all = [...groups, ...implicitGroups(subject).map(group => group.slice('Group '.length))];
      const theirs = await review(server, nameOf(subject), all, asked);
      const ours = authorizer.authorize(subject, asked, groups).allowed;
      count.questions += 1;
      if (theirs) count.allowed += 1;
      if (ours !== (theirs ? 'yes' : 'no'))
        differs(`${subject} ${ours}, API server ${theirs}`, { asked, groups, set: places.id });
    }
    await compareWrites({
      server,
      r,
      places,
      objects,
      authorizerOf,
      asker,
      nameOf,
      mayWriteRole,
      mayWriteBinding,
      differs,
      count: writes,
      writes: WRITES,
    });
    await remove(server, objects);
  }
  console.log(
    `access reviews: ${count.questions} questions about ${options.sets} sets, ${count.allowed} allowed`,
  );
  console.log(
    `writes: ${writes.role} of roles and ${writes.binding} of bindings, ${writes.yes} pass, ${writes.no} are refused, ${writes.escalation} of them as escalation`,
  );
  console.log(wrong === 0 ? 'no difference' : `${wrong} differences`);
} finally {
  await server.stop();
}
process.exitCode = wrong === 0 ? 0 : 1;

function nameOf(subject) {
  const account = accountOf(subject);
  return account === undefined
    ? subject.slice('User '.length)
    : `system:serviceaccount:${account.namespace}:${account.name}`;
}

/** The set as the repository would have it. */
function manifestsOf(objects) {
  const environment = { name: 'default', reason: 'conformance' };
  const target = {
    id: 'manifests:',
    kind: 'manifests',
    root: '',
    files: [],
    environments: [environment],
    inputs: [],
    reason: 'conformance',
  };
  const documents = objects.map(object => ({ text: JSON.stringify(object) }));
  const { manifests, problems } = readDocuments({ target, environment, documents });
  if (problems.length > 0) throw new Error(problems[0].message);
  return manifests;
}
