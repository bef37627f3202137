import { expect, test } from '@jest/globals';
import { distributionRelease, releasesOf } from '../../src/analyzers/images/releases.ts';
import { imageReference } from '../../src/manifest/index.ts';

const names = (image: string) => releasesOf(imageReference(image)).map(({ name }) => name);

test.each([
  ['python:3.6', ['Python 3.6']],
  ['python:3.6.15-slim', ['Python 3.6']],
  ['docker.io/library/python:3.8-slim-buster', ['Python 3.8', 'Debian 10 (buster)']],
  ['node:16-alpine3.15', ['Node.js 16', 'Alpine Linux 3.15']],
  ['debian:buster-20230919-slim', ['Debian 10 (buster)']],
  ['debian:10.13', ['Debian 10 (buster)']],
  ['ubuntu:18.04', ['Ubuntu 18.04 (bionic)']],
  ['ubuntu:bionic', ['Ubuntu 18.04 (bionic)']],
  ['postgres:9.6.24', ['PostgreSQL 9.6']],
  ['quay.io/prometheus/prometheus:v3.12.1', ['Prometheus 3.12']],
  ['golang:1.16', ['Go 1.16']],
])('%s', (image, expected) => {
  expect(names(image)).toEqual(expected);
});

test.each([
  'python',
  'python:3',
  'python:latest',
  'python:rc-slim',
  'registry.acme.example/python:3.6',
  'acme/debian:buster',
  'python@sha256:'.concat('1'.repeat(64)),
])('nothing is said of %s', image => {
  expect(names(image)).toEqual([]);
});

test('distributions as scanners call them', () => {
  expect(distributionRelease('alpine', '3.15.4')?.name).toBe('Alpine Linux 3.15');
  expect(distributionRelease('debian', '10.13')?.name).toBe('Debian 10 (buster)');
  expect(distributionRelease('rocky', '8.5')?.until).toBe('2029-05-31');
  expect(distributionRelease('plan9', '4')).toBeUndefined();
});
