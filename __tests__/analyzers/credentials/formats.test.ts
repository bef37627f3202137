import { randomBytes } from 'node:crypto';
import * as zlib from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { CREDENTIAL_FORMATS, credentialFormat } from '../../../src/analyzers/credentials/formats.ts';
import { isCredentialName, looksRandom, settingsIn } from '../../../src/analyzers/credentials/names.ts';

/** Put together here, so that no text of this repository looks like a credential. */
const repeat = (alphabet: string, length: number) =>
  Array.from({ length }, (_, i) => alphabet.charAt((i * 7 + 3) % alphabet.length)).join('');
const ALNUM = 'aB3dE5gH7jK9mN1pQ2sT4vW6yZ8';
const HEX = '0a1b2c3d4e5f6789';
const B64 = `${ALNUM}+/`;
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Absent in Node before 20.15: then formats with a checksum go untested. */
const { crc32 } = zlib as unknown as { crc32?: (text: string) => number };

/** As GitHub describes it, with zlib's CRC-32 instead of ours. */
function withChecksum(prefix: string, payload: string): string {
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  let rest = crc32?.(payload) ?? 0;
  let checksum = '';
  for (let i = 0; i < 6; i++) {
    checksum = digits.charAt(rest % 62) + checksum;
    rest = Math.floor(rest / 62);
  }
  return `${prefix}_${payload}${checksum}`;
}

const samples: readonly (readonly [format: string, text: string])[] = [
  ['a private key', `-----BEGIN RSA ${'PRIVATE'} KEY-----\n${repeat(B64, 64)}\n`],
  ['a private key', `-----BEGIN ${'PRIVATE'} KEY-----\\n${repeat(B64, 64)}\\n`],
  ['an age private key', `AGE-SECRET-KEY-${'1'}${repeat('QPZRY9X8GF', 58)}`],
  ['an AWS access key id', `AKIA${repeat('ABCDEFG234567', 16)}`],
  ...(crc32 === undefined
    ? []
    : ([
        ['a GitHub token', withChecksum('ghp', repeat(ALNUM, 30))],
        ['an npm token', withChecksum('npm', repeat(ALNUM, 30))],
      ] as const)),
  ['a GitHub token', `github_pat_${repeat(ALNUM, 22)}_${repeat(ALNUM, 59)}`],
  ['a GitLab token', `glpat-${repeat(ALNUM, 20)}`],
  ['a Slack token', `xoxb-${repeat('0123456789', 11)}-${repeat(ALNUM, 24)}`],
  ['a Google API key', `AIza${repeat(ALNUM, 35)}`],
  ['an Azure storage key', `DefaultEndpointsProtocol=https;AccountKey=${repeat(B64, 86)}==;`],
  ['a Stripe key', `sk_live_${repeat(ALNUM, 24)}`],
  ['a HashiCorp Vault token', `hvs.${repeat(ALNUM, 90)}`],
  ['a Grafana token', `glsa_${repeat(ALNUM, 32)}_${repeat(HEX, 8)}`],
  [
    'a JSON web token',
    `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ sub: 'someone' })}.${repeat(ALNUM, 43)}`,
  ],
  ['a URL with its password', 'postgres://shop:S0mething@db:5432/shop'],
];

describe('well-known formats', () => {
  test.each(samples)('%s', (format, text) => {
    expect(credentialFormat(text)).toBe(format);
    expect(credentialFormat(`key: "${text}" # and more`)).toBe(format);
  });

  test.each([
    ['a checksum that is wrong', `${withChecksum('ghp', repeat(ALNUM, 30)).slice(0, -1)}0`],
    ['a value of a documentation', 'AKIAIOSFODNN7EXAMPLE'],
    ['an unsigned token', `${encode({ alg: 'none' })}.${encode({ sub: 'someone' })}.${repeat(ALNUM, 43)}`],
    ['text like a token', `eyJhbGciOi.eyJzdWIiOi.${repeat(ALNUM, 43)}`],
    ['a key that is cut', `-----BEGIN ${'PRIVATE'} KEY-----\n...`],
    ['a public key', `-----BEGIN PUBLIC KEY-----\n${repeat(B64, 64)}`],
    ['a URL with a place for the password', 'postgres://shop:<password>@db'],
    ['a digest', `sha256:${repeat(HEX, 64)}`],
    ['an image', 'registry.acme.example:5000/shop/app:1.4.2'],
    ['a word with the beginning of a token', 'ghpages_and_something_that_goes_on_for_a_while_1'],
  ])('not %s', (_, text) => {
    expect(credentialFormat(text)).toBeUndefined();
  });

  test('every hint is in what its pattern finds', () => {
    for (const [format, text] of samples) {
      const found = CREDENTIAL_FORMATS.filter(({ name }) => name === format);
      expect(found.some(({ hints }) => hints.some(hint => text.includes(hint)))).toBe(true);
    }
  });

  test('long and hostile texts take no time', () => {
    const started = performance.now();
    for (const piece of ['a://b:', 'eyJ', '-----BEGIN PRIVATE KEY-----', 'xoxb-', 'a', '0', 'gh', 'npm_']) {
      credentialFormat(piece.repeat(1_000_000 / piece.length));
    }
    credentialFormat(randomBytes(500_000).toString('base64'));
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('names and values', () => {
  test.each([
    'DB_PASSWORD',
    'dbPassword',
    'spring.datasource.password',
    'api-key',
    'apiKey',
    'AWS_SECRET_ACCESS_KEY',
    'client_secret',
    'token',
    'credentials',
  ])('%s names a credential', name => expect(isCredentialName(name)).toBe(true));
  test.each([
    'DB_PASSWORD_FILE',
    'token_url',
    'tokenTTL',
    'secretName',
    'existingSecret_name',
    'passwordKey',
    'monkey',
    'compass',
    'tokens_per_second',
  ])('%s does not', name => expect(isCredentialName(name)).toBe(false));
  test.each(['n0t-a-Real-0ne', 'Xk29vLq8', repeat(HEX, 32), 'correct-Horse7battery'])(
    '%s looks random',
    value => expect(looksRandom(value)).toBe(true),
  );
  test.each([
    '',
    'password',
    'short1',
    'my-release-postgresql',
    'shop/oauth2',
    '$(PASSWORD_1)',
    '${X:-y1}',
    'vault:secret/data#a1',
    '/run/secrets/a1',
    'changeme-12345',
    '************',
    'xxxxxxxx',
    'aaaaaaaa1',
    '1.2.3-4',
    'two words 1',
    '<your-token-1>',
    'PascalCaseWord',
  ])('"%s" does not', value => expect(looksRandom(value)).toBe(false));

  test('settings of files, without comments and nested values', () => {
    expect(
      settingsIn('a=1\n# b=2\n  c.d: "x y"\n"e": \'f\',\n- g: h # i\n[section]\njust text\nurl = a://b'),
    ).toEqual([
      { name: 'a', value: '1', line: 0 },
      { name: 'c.d', value: 'x y', line: 2 },
      { name: 'e', value: 'f', line: 3 },
      { name: 'g', value: 'h', line: 4 },
      { name: 'url', value: 'a://b', line: 7 },
    ]);
  });

  test('what a program works out is no setting, text in quotes is one', () => {
    const lines = [
      'password = get_secret_value("hub.db", None)',
      'password = secrets[0]',
      'token: body.token.value,',
      'api_key: !env_var API_KEY',
      'password = "get(this).right"',
      "token: '!really'",
      'secret = a1.b-2',
    ];
    expect(settingsIn(lines.join('\n'))).toEqual([
      { name: 'password', value: 'get(this).right', line: 4 },
      { name: 'token', value: '!really', line: 5 },
      { name: 'secret', value: 'a1.b-2', line: 6 },
    ]);
  });

  test('in a program only text in quotes is a value, in a script of a shell any is', () => {
    const text = "'token': base64Token\n'secret': 'base64Token'";
    expect(settingsIn(text, 'manage.js')).toEqual([{ name: 'secret', value: 'base64Token', line: 1 }]);
    expect(settingsIn('TOKEN=base64Token', 'run.sh')).toEqual([
      { name: 'TOKEN', value: 'base64Token', line: 0 },
    ]);
  });
});
