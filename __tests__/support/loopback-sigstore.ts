import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import {
  certificate,
  distinguishedName,
  ECDSA_SHA256,
  generalTime,
  integer,
  octets,
  oid,
  SHA256,
  sequence,
  set,
  tagged,
} from './der.ts';
import { type Answer, type Incoming, type LoopbackServer, serveLoopback } from './http.ts';

const ISSUER = 'https://token.actions.githubusercontent.com';
const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** What Fulcio writes into a certificate, from the claims of GitHub's token. */
export interface Identity {
  readonly issuer?: string;
  readonly repository: string;
  /** `.github/workflows/kubeproof.yaml@refs/heads/main` */
  readonly workflow: string;
  readonly run: string;
  readonly trigger: string;
}

/**
 * Services that sign for a workflow, on 127.0.0.1 with authorities of their own: GitHub's tokens, Fulcio's certificates, and
 * the time stamps of RFC 3161, in the forms of `fulcio.githubapp.com` and `timestamp.githubapp.com`. No log.
 */
export class LoopbackSigstore {
  /** Requests by path, in order. */
  readonly requests: string[] = [];
  /** Answers all requests to a path with this status. */
  readonly refuse = new Map<string, number>();
  identity: Identity;
  /** When certificates begin and stamps are made. */
  time = new Date('2026-06-01T09:12:00Z');
  readonly #root = pair();
  readonly #stamping = pair();
  #server: LoopbackServer | undefined;

  private constructor(identity: Identity) {
    this.identity = identity;
  }

  static async start(identity: Identity): Promise<LoopbackSigstore> {
    const services = new LoopbackSigstore(identity);
    services.#server = await serveLoopback(request => services.#answer(request));
    return services;
  }

  close(): Promise<void> {
    return this.#server?.close() ?? Promise.resolve();
  }

  get url(): string {
    return this.#server?.url ?? '';
  }

  /** What the runner sets where a job may ask for an identity. */
  get environment(): Record<string, string> {
    return {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${this.url}/token?api-version=2`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'runner',
    };
  }

  /** One line of what `gh attestation trusted-root` writes. */
  trustedRoot(): string {
    const chain = (...certificates: Buffer[]) => ({
      subject: { organization: 'loopback', commonName: 'loopback' },
      certChain: { certificates: certificates.map(der => ({ rawBytes: der.toString('base64') })) },
      validFor: { start: '2026-01-01T00:00:00Z' },
    });
    return JSON.stringify({
      mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
      tlogs: [],
      certificateAuthorities: [chain(this.#rootCertificate())],
      ctlogs: [],
      timestampAuthorities: [chain(this.#stampingCertificate(), this.#rootCertificate())],
    });
  }

  #certificate(subject: string, serial: number, publicKey: KeyObject, more: object = {}): Buffer {
    return certificate({
      subject,
      issuer: 'root',
      serial,
      from: new Date('2026-01-01T00:00:00Z'),
      to: new Date('2036-01-01T00:00:00Z'),
      publicKey,
      issuerKey: this.#root.privateKey,
      isAuthority: false,
      ...more,
    });
  }

  #rootCertificate(): Buffer {
    return this.#certificate('root', 1, this.#root.publicKey, { isAuthority: true });
  }

  #stampingCertificate(): Buffer {
    return this.#certificate('stamps', 2, this.#stamping.publicKey);
  }

  #answer({ url, bytes, headers }: Incoming): Answer {
    this.requests.push(url.pathname);
    const refused = this.refuse.get(url.pathname);
    if (refused !== undefined) return { status: refused, body: { message: 'not today' } };
    const body = bytes.length === 0 ? {} : JSON.parse(bytes.toString('utf8'));
    if (url.pathname === '/token') {
      const isAsked =
        headers.authorization === 'Bearer runner' && url.searchParams.get('audience') === 'sigstore';
      return isAsked ? { status: 200, body: { value: token({ sub: 'repo:acme/shop' }) } } : { status: 401 };
    }
    if (url.pathname === '/api/v2/signingCert') return this.#issue(body);
    if (url.pathname === '/api/v1/timestamp') return this.#stamp(Buffer.from(body.artifactHash, 'base64'));
    return { status: 404 };
  }

  #issue({ publicKeyRequest }: { publicKeyRequest: { publicKey: { content: string } } }): Answer {
    const { issuer = ISSUER, repository, workflow, run, trigger } = this.identity;
    const uri = `${repository}/${workflow}`;
    const fulcio = (n: number) => `1.3.6.1.4.1.57264.1.${n}`;
    const der = this.#certificate('', 3, createPublicKey(publicKeyRequest.publicKey.content), {
      from: this.time,
      to: new Date(this.time.getTime() + 600_000),
      uri,
      texts: {
        [fulcio(8)]: issuer,
        [fulcio(9)]: uri,
        [fulcio(12)]: repository,
        [fulcio(13)]: '8be1d07'.padEnd(40, '0'),
        [fulcio(14)]: 'refs/heads/main',
        [fulcio(20)]: trigger,
        [fulcio(21)]: run,
      },
    });
    const pem = `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`;
    return { status: 201, body: { signedCertificateEmbeddedSct: { chain: { certificates: [pem] } } } };
  }

  /** https://www.rfc-editor.org/rfc/rfc3161#section-2.4.2 */
  #stamp(hash: Buffer): Answer {
    const info = sequence(
      integer(1),
      oid('1.3.6.1.4.1.57264.2'),
      sequence(SHA256, octets(hash)),
      integer(7),
      generalTime(this.time),
    );
    const attribute = (id: string, value: Buffer) => sequence(oid(id), set(value));
    const attributes = [
      attribute('1.2.840.113549.1.9.3', oid('1.2.840.113549.1.9.16.1.4')),
      attribute('1.2.840.113549.1.9.4', octets(createHash('sha256').update(info).digest())),
    ];
    const signer = sequence(
      integer(1),
      sequence(distinguishedName('root'), integer(2)),
      SHA256,
      tagged(0, ...attributes),
      ECDSA_SHA256,
      octets(sign('sha256', set(...attributes), this.#stamping.privateKey)),
    );
    const signed = sequence(
      integer(3),
      set(SHA256),
      sequence(oid('1.2.840.113549.1.9.16.1.4'), tagged(0, octets(info))),
      set(signer),
    );
    const response = sequence(sequence(integer(0)), sequence(oid('1.2.840.113549.1.7.2'), tagged(0, signed)));
    return { status: 201, headers: { 'content-type': 'application/timestamp-reply' }, body: response };
  }
}

function token(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part(claims)}.x`;
}
