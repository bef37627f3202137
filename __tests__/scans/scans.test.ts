import { expect, test } from '@jest/globals';
import { memoryTree } from '../../src/repository/index.ts';
import { loadScans, readScan } from '../../src/scans/index.ts';

const digest = `sha256:${'1'.repeat(64)}`;
const trivy = {
  SchemaVersion: 2,
  ArtifactName: 'nginx:1.27',
  Metadata: {
    OS: { Family: 'debian', Name: '10.13', EOSL: true },
    RepoTags: ['nginx:1.27'],
    RepoDigests: [`nginx@${digest}`],
    ImageConfig: {
      config: { Labels: { 'org.opencontainers.image.base.name': 'docker.io/library/debian:buster' } },
    },
  },
  Results: [
    {
      Vulnerabilities: [
        { VulnerabilityID: 'CVE-2', PkgName: 'b', InstalledVersion: '1', Severity: 'LOW' },
        {
          VulnerabilityID: 'CVE-1',
          PkgName: 'a',
          InstalledVersion: '1',
          FixedVersion: '2',
          Severity: 'HIGH',
        },
        {
          VulnerabilityID: 'CVE-1',
          PkgName: 'a',
          InstalledVersion: '1',
          FixedVersion: '2',
          Severity: 'HIGH',
        },
      ],
    },
    { Target: 'nothing found here' },
  ],
};

test('a report of Trivy: names written out, the worst first, each once', () => {
  expect(readScan('scan.json', trivy)).toEqual({
    file: 'scan.json',
    references: ['docker.io/library/nginx:1.27'],
    digests: [digest],
    os: { name: 'debian', version: '10.13', unsupported: true },
    base: 'docker.io/library/debian:buster',
    vulnerabilities: [
      { id: 'CVE-1', severity: 'high', package: 'a', installed: '1', fixed: '2' },
      { id: 'CVE-2', severity: 'low', package: 'b', installed: '1' },
    ],
  });
});

test('a report of Grype', () => {
  const grype = {
    source: {
      type: 'image',
      target: { userInput: 'ghcr.io/acme/shop:1', tags: ['ghcr.io/acme/shop:1'], repoDigests: [] },
    },
    distro: { name: 'alpine', version: '3.16.2' },
    matches: [
      {
        vulnerability: { id: 'CVE-1', severity: 'Negligible', fix: { versions: ['2', '3'], state: 'fixed' } },
        artifact: { name: 'a', version: '1' },
      },
      {
        vulnerability: { id: 'CVE-3', severity: 'Weird', fix: { versions: [] } },
        artifact: { name: 'a', version: '1' },
      },
    ],
  };
  expect(readScan('scan.json', grype)).toEqual({
    file: 'scan.json',
    references: ['ghcr.io/acme/shop:1'],
    digests: [],
    os: { name: 'alpine', version: '3.16.2', unsupported: false },
    vulnerabilities: [
      { id: 'CVE-1', severity: 'low', package: 'a', installed: '1', fixed: '2, 3' },
      { id: 'CVE-3', severity: 'unknown', package: 'a', installed: '1' },
    ],
  });
});

test.each([null, [], 'text', 3, {}, { matches: [] }, { SchemaVersion: 2 }])('%j is no report', value => {
  expect(readScan('scan.json', value)).toBeUndefined();
});

test('a report of the wrong shape inside is read as far as it goes', () => {
  const odd = {
    SchemaVersion: 2,
    ArtifactName: 'a b',
    Metadata: [],
    Results: [null, { Vulnerabilities: [null, 7] }],
  };
  expect(readScan('scan.json', odd)).toMatchObject({
    references: [],
    digests: [],
    vulnerabilities: [{ id: '' }],
  });
});

test('what cannot be read gates, with the file', () => {
  const tree = memoryTree({ 'good.json': JSON.stringify(trivy), 'bad.json': '{', 'other.json': '{}' });
  const { scans, problems } = loadScans(tree, ['good.json', 'bad.json', 'other.json', 'gone.json']);
  expect(scans).toHaveLength(1);
  expect(problems.map(({ file, message, gates }) => [file, message, gates])).toEqual([
    ['bad.json', 'the scan report bad.json is no JSON', true],
    ['other.json', 'other.json is no report of Trivy or Grype', true],
    ['gone.json', expect.stringContaining('gone.json cannot be read'), true],
  ]);
});
