/** Questions to the roles and bindings of one or several clusters, for people. */
export { can, may } from './can.ts';
export { paths } from './paths.ts';
export { readQuestion } from './question.ts';
export { ApiResources } from './resources.ts';
export { nearSubject, readSubject } from './subject.ts';
export type * from './types.ts';
export { unused, type WholeCluster } from './unused.ts';
export { ALL_POWERFUL, whoCan } from './who-can.ts';
