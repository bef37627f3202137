import type { ChartRequest } from './types.ts';

/** Functions of Helm's templates that give something else each time (Masterminds/sprig, functions.go). */
const CHANCE = [
  'randAlpha',
  'randAlphaNum',
  'randAscii',
  'randBytes',
  'randInt',
  'randNumeric',
  'genCA',
  'genCAWithKey',
  'genPrivateKey',
  'genSelfSignedCert',
  'genSelfSignedCertWithKey',
  'genSignedCert',
  'genSignedCertWithKey',
  'uuidv4',
  'now',
  'shuffle',
  'bcrypt',
  'htpasswd',
  'encryptAES',
];

/**
 * Those that draw from Go's math/rand (numeric.go, strings.go of Sprig): its generator starts with the module and goes on
 * from call to call, whatever random bytes it is given.
 */
const OWN_GENERATOR = ['randInt', 'shuffle'];

/** Whether an action anywhere in a chart or its values names a function that gives something else each time. */
export function usesChance(request: ChartRequest): boolean {
  return isNamed(request, CHANCE);
}

/** Whether one of them goes on from call to call. */
export function drawsNumbers(request: ChartRequest): boolean {
  return isNamed(request, OWN_GENERATOR);
}

function isNamed({ files, values }: ChartRequest, functions: readonly string[]): boolean {
  const word = new RegExp(`\\b(?:${functions.join('|')})\\b`);
  return [...files, ...values].some(({ content }) => {
    const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
    return functions.some(name => bytes.includes(name)) && isInAction(bytes.toString(), word);
  });
}

function isInAction(text: string, word: RegExp): boolean {
  for (let at = text.indexOf('{{'); at >= 0; at = text.indexOf('{{', at)) {
    const end = text.indexOf('}}', at);
    if (word.test(text.slice(at, end < 0 ? undefined : end))) return true;
    if (end < 0) return false;
    at = end;
  }
  return false;
}
