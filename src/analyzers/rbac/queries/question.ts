import { byText } from '../../../repository/index.ts';
import { requestOf, wordedRequest } from '../requests.ts';
import type { ApiResource, ApiResources } from './resources.ts';
import type { Question } from './types.ts';

/** A question as it was read, or what is wrong with the words. */
export type QuestionReading =
  | {
      readonly question: Question /** `get secrets in namespace shop`. */;
      readonly asked: string /** What is asked about is in no namespace. */;
      readonly isOfCluster: boolean;
      readonly notes: readonly string[];
    }
  | { readonly wrong: string; readonly hint: string };

/** Verbs of the API and those that only RBAC knows (`impersonate-on:` and the like have a colon). */
const VERBS = new Set(
  'get list watch create update patch delete deletecollection bind escalate impersonate approve sign attest use *'.split(
    ' ',
  ),
);
const METHODS = new Set('get head post put patch delete options *'.split(' '));
/** What people write for a verb, and what the API calls it. */
const MEANT: Readonly<Record<string, string>> = {
  read: 'get',
  view: 'get',
  write: 'update',
  edit: 'update',
  apply: 'patch',
  remove: 'delete',
};
/** Requests on a namespace itself are requests in it (k8s.io/apiserver, `NewRequestInfo`). */
const ON_NAMESPACE = new Set(['get', 'update', 'patch', 'delete']);

/**
 * Reads `VERB RESOURCE[.GROUP][/SUBRESOURCE] [NAME]`, or `VERB /PATH`.
 *
 * @param namespace of the question; undefined: any
 */
export function readQuestion(
  words: readonly string[],
  namespace: string | undefined,
  resources: ApiResources,
): QuestionReading {
  const [typedVerb = '', what = '', name, ...rest] = words;
  if (what === '' || rest.length > 0) {
    return {
      wrong:
        words.length === 0 ? 'there is no question' : `${JSON.stringify(words.join(' '))} is no question`,
      hint: 'ask with a verb and a resource, as in `get secrets`, `create pods/exec -n shop` or `get /metrics`',
    };
  }
  const verb = typedVerb.toLowerCase();
  if (what.startsWith('/')) return ofPath(verb, what, name);
  if (!VERBS.has(verb) && !verb.includes(':') && !verb.startsWith('request-')) {
    const meant = MEANT[verb];
    const exec = /^(?:exec|attach|portforward|log|logs)$/.test(verb);
    return {
      wrong: `${JSON.stringify(typedVerb)} is no verb of the API`,
      hint: exec
        ? `ask for the subresource: \`create pods/${verb === 'logs' ? 'log' : verb}\``
        : `did you mean \`${meant ?? 'get'}\`? There are get, list, watch, create, update, patch, delete, deletecollection, bind, escalate, impersonate, approve, sign and use`,
    };
  }
  const [typed = '', ...sub] = what.split('/');
  const subresource = sub.join('/');
  if (typed === '*') {
    return made({ plural: '*', group: '*', aliases: [] }, verb, subresource, name, namespace, []);
  }
  const [resource, ...others] = inOrder(resources.find(typed));
  if (resource === undefined) {
    const [plural = '', ...group] = typed.split('.');
    if (group.length > 0)
      return made({ plural, group: group.join('.'), aliases: [] }, verb, subresource, name, namespace, []);
    const near = resources.nearest(typed);
    return {
      wrong: `no resource ${JSON.stringify(typed)} is known here`,
      hint:
        near === undefined
          ? `write its group if it is a custom one, as in \`${/^[\w-]+$/.test(typed) ? typed : 'widgets'}.example.com\``
          : `did you mean \`${near}\`? A custom resource is written with its group, as in \`widgets.example.com\``,
    };
  }
  const elsewhere = others
    .filter(({ unserved, group }) => unserved !== true && group !== 'extensions')
    .map(each => fullName(each));
  const notes =
    elsewhere.length === 0
      ? []
      : [`Asked about ${fullName(resource)}; there is ${elsewhere.join(', ')} too.`];
  if (subresource !== '' && !resources.hasSubresource(resource, subresource)) {
    notes.push(
      `${what} is a subresource that no rule here names. For one object, ask with its name: ${verb} ${typed} ${subresource}.`,
    );
  }
  return made(resource, verb, subresource, name, namespace, notes);
}

function ofPath(verb: string, path: string, name: string | undefined): QuestionReading {
  if (name !== undefined || !METHODS.has(verb)) {
    return {
      wrong: name === undefined ? `${JSON.stringify(verb)} is no HTTP method` : 'a path has no name after it',
      hint: 'paths are asked for with get, post, put, patch or delete, as in `get /metrics`',
    };
  }
  const asked = `${verb} ${path}`;
  const request = verb === '*' ? undefined : requestOf(verb, path);
  if (request?.group !== undefined) {
    const { group, resource, subresource, name, namespace } = request;
    const full = `${resource}${group === '' ? '' : `.${group}`}${subresource ? `/${subresource}` : ''}`;
    const where = namespace ? ` in namespace ${namespace}` : '';
    const read = `${request.verb} ${full}${name ? ` ${JSON.stringify(name)}` : ''}${where}`;
    return {
      question: { request, anywhere: false },
      asked,
      isOfCluster: !namespace,
      notes: [`To the API server that is ${read}.`],
    };
  }
  return {
    question: { request: { verb, resource: path }, anywhere: false },
    asked,
    isOfCluster: true,
    notes: [],
  };
}

/** Core first, then Kubernetes' own groups, then custom ones; the group that was replaced last. */
function inOrder(found: readonly ApiResource[]): readonly ApiResource[] {
  const rank = ({ group }: ApiResource) =>
    group === ''
      ? 0
      : group === 'extensions'
        ? 4
        : group.endsWith('.k8s.io')
          ? 2
          : group.includes('.')
            ? 3
            : 1;
  return [...found].sort((a, b) => rank(a) - rank(b) || byText(a.group, b.group));
}

function fullName({ plural, group }: ApiResource): string {
  return group === '' ? plural : `${plural}.${group}`;
}

function made(
  resource: ApiResource,
  verb: string,
  subresource: string,
  name: string | undefined,
  namespace: string | undefined,
  notes: readonly string[],
): QuestionReading {
  const { plural, group, namespaced } = resource;
  const full = `${plural}${group === '' || plural === '*' ? '' : `.${group}`}`;
  const shown = `${plural === '*' ? 'all resources' : full}${subresource === '' ? '' : `/${subresource}`}`;
  const { request, anywhere } = wordedRequest(
    {
      verb,
      resource: `${full}${subresource === '' ? '' : `/${subresource}`}`,
      ...(name === undefined ? {} : { name }),
      ...(namespace === undefined ? {} : { namespace }),
    },
    () => [{ group, namespaced: namespaced !== false }],
  );
  const what = `${verb === '*' ? 'do everything with' : verb} ${shown}${name === undefined ? '' : ` ${JSON.stringify(name)}`}`;
  const unnamed =
    name !== undefined && request.name === undefined
      ? [`A request to ${verb} names no object, so the name is not part of the question.`]
      : [];
  const isNamespace = group === '' && plural === 'namespaces' && ON_NAMESPACE.has(verb);
  const isLost = namespaced === false && namespace !== undefined && !isNamespace;
  const lost = isLost ? [`The namespace ${namespace} was left out: ${shown} belong to none.`] : [];
  const there = namespaced !== false && namespace !== undefined ? ` in namespace ${namespace}` : '';
  return {
    question: { request, anywhere: anywhere || (isNamespace && name === undefined) },
    asked: `${what}${there}`,
    isOfCluster: namespaced === false,
    notes: [...notes, ...unnamed, ...lost],
  };
}
