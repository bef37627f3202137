import type { Environment } from '@marcbachmann/cel-js';
import { registerAddresses } from './addresses.ts';
import { registerComprehensions } from './comprehensions.ts';
import { registerConversions } from './conversions.ts';
import { registerFormats } from './formats.ts';
import { registerImages } from './images.ts';
import { registerLists } from './lists.ts';
import { registerOptionals } from './optionals.ts';
import { registerQuantities } from './quantities.ts';
import { findAll, matches, matching, registerRegex } from './regex.ts';
import { registerSemver } from './semver.ts';
import { registerSets } from './sets.ts';
import { indexOf, lowerAscii, registerStrings, upperAscii } from './strings.ts';
import { registerTimes } from './times.ts';
import { registerUrls } from './urls.ts';

/** What shortcuts share with the library. */
export { findAll, indexOf, lowerAscii, matches, matching, upperAscii };

/**
 * The functions that CEL in the Kubernetes API server has beyond the core language
 * (https://kubernetes.io/docs/reference/using-api/cel/), but for the authorizer, which needs a cluster.
 */
export function registerKubernetesLibrary(environment: Environment): void {
  registerConversions(environment);
  registerTimes(environment);
  registerQuantities(environment);
  registerRegex(environment);
  registerLists(environment);
  registerSets(environment);
  registerStrings(environment);
  registerAddresses(environment);
  registerUrls(environment);
  registerSemver(environment);
  registerOptionals(environment);
  registerFormats(environment);
  registerComprehensions(environment);
  registerImages(environment);
}
