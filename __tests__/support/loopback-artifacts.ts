import { createHash } from 'node:crypto';
import { unzipSync } from 'fflate';
import { type Answer, type Incoming, type LoopbackServer, serveLoopback } from './http.ts';

/** An artifact that was uploaded and finalised. */
export interface UploadedArtifact {
  readonly id: number;
  readonly name: string;
  readonly zip: Buffer;
  /** `sha256:<hex>`, of the bytes that arrived. */
  readonly digest: string;
  /** RFC 3339, when a retention was asked for. */
  readonly expiresAt?: string;
}

const SERVICE = '/twirp/github.actions.results.api.v1.ArtifactService/';
const JOB_SCOPE = 'Actions.Results:run-backend-id:job-backend-id';

/**
 * The runner's artifact service on 127.0.0.1 (github.md section 8, item 4): the twirp calls `CreateArtifact` and
 * `FinalizeArtifact` and the blob store they hand out (`PUT ?comp=block`, `PUT ?comp=blocklist`). It refuses what
 * the real one refuses: a second artifact of the same name, a wrong token, a digest or size that is not the bytes'.
 */
export class LoopbackArtifacts {
  /** Finalised artifacts, in order. */
  readonly artifacts: UploadedArtifact[] = [];
  /** What the service had to refuse, with the reason. */
  readonly refusals: string[] = [];
  /** When set, `CreateArtifact` answers this status (not one of those the client retries for a minute). */
  refuseWith: number | undefined;
  readonly #uploads = new Map<string, { blocks: Map<string, Buffer>; zip?: Buffer; expiresAt?: string }>();
  #server: LoopbackServer | undefined;

  static async start(): Promise<LoopbackArtifacts> {
    const service = new LoopbackArtifacts();
    service.#server = await serveLoopback(request => service.#answer(request));
    return service;
  }

  async close(): Promise<void> {
    await this.#server?.close();
  }

  /** What the runner gives a job so that it finds the service. */
  environment(): Record<string, string> {
    return { ACTIONS_RESULTS_URL: `${this.#server?.url}/`, ACTIONS_RUNTIME_TOKEN: runtimeToken() };
  }

  /** A new run: names may be used again. */
  forget(): void {
    this.artifacts.length = 0;
    this.refusals.length = 0;
    this.#uploads.clear();
  }

  #answer(request: Incoming): Answer {
    if (request.method === 'PUT' && request.url.pathname.startsWith('/blob/')) return this.#blob(request);
    if (request.method !== 'POST' || !request.url.pathname.startsWith(SERVICE)) {
      return this.#refuse(404, 'bad_route', `${request.method} ${request.url.pathname}`);
    }
    if (request.headers.authorization !== `Bearer ${runtimeToken()}`) {
      return this.#refuse(401, 'unauthenticated', 'the runtime token is missing or not this job’s');
    }
    const call = request.url.pathname.slice(SERVICE.length);
    const body = JSON.parse(request.bytes.toString('utf8')) as Record<string, string>;
    if (
      body.workflow_run_backend_id !== 'run-backend-id' ||
      body.workflow_job_run_backend_id !== 'job-backend-id'
    ) {
      return this.#refuse(403, 'permission_denied', 'the backend ids are not those of the token');
    }
    if (call === 'CreateArtifact') return this.#create(body);
    if (call === 'FinalizeArtifact') return this.#finalize(body);
    return this.#refuse(404, 'bad_route', call);
  }

  #create(body: Record<string, string>): Answer {
    const name = body.name ?? '';
    if (this.refuseWith !== undefined)
      return this.#refuse(this.refuseWith, 'permission_denied', 'asked to refuse');
    if (name === '' || /["\\/:<>|*?\r\n]/.test(name))
      return this.#refuse(400, 'invalid_argument', `name "${name}"`);
    if (this.#uploads.has(name)) {
      return this.#refuse(
        409,
        'already_exists',
        'an artifact with this name already exists on the workflow run',
      );
    }
    const expiresAt = body.expires_at;
    this.#uploads.set(name, { blocks: new Map(), ...(expiresAt === undefined ? {} : { expiresAt }) });
    const signed_upload_url = `${this.#server?.url}/blob/${encodeURIComponent(name)}?sig=loopback-signature`;
    return { status: 200, body: { ok: true, signed_upload_url } };
  }

  #blob(request: Incoming): Answer {
    const upload = this.#uploads.get(decodeURIComponent(request.url.pathname.slice('/blob/'.length)));
    const query = request.url.searchParams;
    if (upload === undefined || query.get('sig') !== 'loopback-signature') return { status: 403 };
    const stored: Answer = {
      status: 201,
      headers: { etag: '"0x1"', 'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT' },
    };
    if (query.get('comp') === 'block') {
      upload.blocks.set(query.get('blockid') ?? '', request.bytes);
      return stored;
    }
    if (query.get('comp') !== 'blocklist') {
      upload.zip = request.bytes;
      return stored;
    }
    const ids = [...request.bytes.toString('utf8').matchAll(/<Latest>([^<]*)<\/Latest>/g)].map(
      match => match[1] ?? '',
    );
    const missing = ids.find(id => !upload.blocks.has(id));
    if (missing !== undefined) return { status: 400, body: `InvalidBlockList: ${missing}` };
    upload.zip = Buffer.concat(ids.map(id => upload.blocks.get(id) ?? Buffer.alloc(0)));
    return stored;
  }

  #finalize(body: Record<string, string>): Answer {
    const name = body.name ?? '';
    const upload = this.#uploads.get(name);
    if (upload?.zip === undefined) return this.#refuse(404, 'not_found', `nothing was uploaded as "${name}"`);
    const digest = `sha256:${createHash('sha256').update(upload.zip).digest('hex')}`;
    if (body.hash !== digest)
      return this.#refuse(400, 'invalid_argument', `hash ${body.hash} is not ${digest}`);
    if (Number(body.size) !== upload.zip.length) {
      return this.#refuse(400, 'invalid_argument', `size ${body.size} is not ${upload.zip.length}`);
    }
    const id = 7001 + this.artifacts.length;
    const { zip, expiresAt } = upload;
    this.artifacts.push({ id, name, zip, digest, ...(expiresAt === undefined ? {} : { expiresAt }) });
    return { status: 200, body: { ok: true, artifact_id: String(id) } };
  }

  #refuse(status: number, code: string, reason: string): Answer {
    this.refusals.push(reason);
    return { status, body: { code, msg: reason } };
  }
}

/** The files of an artifact, by path, sorted. */
export function unzipArtifact(artifact: UploadedArtifact): Map<string, Buffer> {
  const files = Object.entries(unzipSync(artifact.zip)).filter(([path]) => !path.endsWith('/'));
  return new Map(
    files.sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, bytes]) => [path, Buffer.from(bytes)]),
  );
}

/** An unsigned JWT with the scope that the client reads its ids from. */
function runtimeToken(): string {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${encode({ alg: 'none', typ: 'JWT' })}.${encode({ scp: JOB_SCOPE })}.`;
}
