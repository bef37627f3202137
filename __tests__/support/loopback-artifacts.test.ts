import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DefaultArtifactClient } from '@actions/artifact';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { LoopbackArtifacts, unzipArtifact } from './loopback-artifacts.ts';

let service: LoopbackArtifacts;
let folder: string;
const before = { ...process.env };

beforeAll(async () => {
  service = await LoopbackArtifacts.start();
  folder = mkdtempSync(join(tmpdir(), 'kubeproof-artifacts-'));
  mkdirSync(join(folder, 'rendered'));
  writeFileSync(join(folder, 'report.json'), '{"schema":"test"}\n');
  writeFileSync(join(folder, 'rendered/default.yaml'), 'kind: Pod\n');
  Object.assign(process.env, service.environment(), {
    GITHUB_WORKSPACE: folder,
    GITHUB_SERVER_URL: 'https://github.com',
  });
  // The client prints its progress as runner commands.
  jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
});
afterEach(() => service.forget());
afterAll(async () => {
  jest.restoreAllMocks();
  process.env = before;
  rmSync(folder, { recursive: true });
  await service.close();
});

const files = () => [join(folder, 'report.json'), join(folder, 'rendered/default.yaml')];

test('keeps what the real client uploads, and proves its digest', async () => {
  const result = await new DefaultArtifactClient().uploadArtifact('evidence', files(), folder, {
    retentionDays: 3,
  });

  const [artifact] = service.artifacts;
  expect(service.refusals).toEqual([]);
  expect(artifact).toMatchObject({ id: 7001, name: 'evidence' });
  expect(artifact?.expiresAt).toMatch(/^\d{4}-\d\d-\d\dT/);
  expect(result).toEqual({
    id: 7001,
    size: artifact!.zip.length,
    digest: createHash('sha256').update(artifact!.zip).digest('hex'),
  });
  expect([...unzipArtifact(artifact!)].map(([path, bytes]) => [path, bytes.toString()])).toEqual([
    ['rendered/default.yaml', 'kind: Pod\n'],
    ['report.json', '{"schema":"test"}\n'],
  ]);
});

test('refuses a second artifact of the same name', async () => {
  const client = new DefaultArtifactClient();
  await client.uploadArtifact('evidence', files(), folder);
  await expect(client.uploadArtifact('evidence', files(), folder)).rejects.toThrow('409');
  expect(service.refusals).toEqual(['an artifact with this name already exists on the workflow run']);
});

test('refuses when asked to', async () => {
  service.refuseWith = 403;
  await expect(new DefaultArtifactClient().uploadArtifact('evidence', files(), folder)).rejects.toThrow(
    '403',
  );
  service.refuseWith = undefined;
  expect(service.artifacts).toEqual([]);
});

test('refuses a digest that is not that of the bytes', async () => {
  const call = async (
    path: string,
    body: object,
  ): Promise<{ status: number; json: Record<string, string> }> => {
    const response = await fetch(new URL(path, process.env.ACTIONS_RESULTS_URL), {
      method: 'POST',
      headers: { authorization: `Bearer ${process.env.ACTIONS_RUNTIME_TOKEN}` },
      body: JSON.stringify({
        workflow_run_backend_id: 'run-backend-id',
        workflow_job_run_backend_id: 'job-backend-id',
        name: 'evidence',
        ...body,
      }),
    });
    return { status: response.status, json: (await response.json()) as Record<string, string> };
  };
  const base = '/twirp/github.actions.results.api.v1.ArtifactService/';
  const created = await call(`${base}CreateArtifact`, { version: 7 });
  await fetch(created.json.signed_upload_url!, { method: 'PUT', body: 'bytes' });
  const finalized = await call(`${base}FinalizeArtifact`, { size: '5', hash: 'sha256:00' });
  expect(finalized).toMatchObject({
    status: 400,
    json: { msg: expect.stringMatching(/^hash sha256:00 is not/) },
  });
  expect(service.artifacts).toEqual([]);
});
