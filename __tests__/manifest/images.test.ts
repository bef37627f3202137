import { expect, test } from '@jest/globals';
import { imageReference } from '../../src/manifest/index.ts';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

test.each([
  ['nginx', 'docker.io', 'library/nginx', '', ''],
  ['nginx:1.27', 'docker.io', 'library/nginx', '1.27', ''],
  ['docker.io/nginx', 'docker.io', 'library/nginx', '', ''],
  ['index.docker.io/acme/shop:1', 'docker.io', 'acme/shop', '1', ''],
  ['acme/shop', 'docker.io', 'acme/shop', '', ''],
  ['ghcr.io/acme/team/shop:1.4.2', 'ghcr.io', 'acme/team/shop', '1.4.2', ''],
  ['localhost/shop', 'localhost', 'shop', '', ''],
  ['registry:5000/shop', 'registry:5000', 'shop', '', ''],
  ['registry:5000/shop:v1', 'registry:5000', 'shop', 'v1', ''],
  ['[::1]:5000/shop', '[::1]:5000', 'shop', '', ''],
  [`ghcr.io/acme/shop@${DIGEST}`, 'ghcr.io', 'acme/shop', '', DIGEST],
  [`ghcr.io/acme/shop:1@${DIGEST}`, 'ghcr.io', 'acme/shop', '1', DIGEST],
  ['ghcr.io/acme/a__b.c---d', 'ghcr.io', 'acme/a__b.c---d', '', ''],
])('%s', (text, registry, repository, tag, digest) => {
  expect(imageReference(text)).toEqual({
    valid: true,
    text,
    registry,
    repository,
    name: `${registry}/${repository}`,
    tag,
    digest,
  });
});

test.each([
  '',
  'nginx:',
  ':1.27',
  'nginx:1.27 ',
  'Nginx',
  'ghcr.io/Acme/shop',
  'ghcr.io//shop',
  'ghcr.io/shop/',
  'https://ghcr.io/shop',
  'nginx:a/b:c d',
  'nginx@sha256:abc',
  'nginx:-1',
  `nginx:${'a'.repeat(129)}`,
  'a___b',
  'a'.repeat(256),
])('not a reference: %s', text => {
  expect(imageReference(text)).toMatchObject({ valid: false, text, name: '' });
});

test('hostile text takes no time', () => {
  const started = process.cpuUsage().user;
  for (const part of ['a-', '-', 'a.', '[', 'a/', 'A', '_a']) imageReference(part.repeat(500_000));
  expect(process.cpuUsage(undefined).user - started).toBeLessThan(500_000);
});
