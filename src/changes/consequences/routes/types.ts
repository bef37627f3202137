import type { Manifest } from '../../../manifest/index.ts';

/** A Service that requests are sent to. */
export interface Backend {
  /** `Service pay`, `Service other/pay`, `TraefikService x`. */
  readonly title: string;
  /** '' is the namespace of the route. */
  readonly namespace: string;
  /** Of a Service, else ''. */
  readonly service: string;
  /** Number or name; '' where none is said. */
  readonly port: string;
  /** Relative to the others; 1 where none is said. */
  readonly weight: number;
}

/** Requests that are told apart from others, and where they go. */
export interface Route {
  readonly owner: Manifest;
  /** `*` for every host. */
  readonly host: string;
  /** As written: `/api`; '' for whatever no other route takes. */
  readonly path: string;
  readonly pathType: 'Prefix' | 'Exact' | 'RegularExpression';
  /** What else a request must have: `GET`, `header x=y`. */
  readonly also: string;
  readonly backends: readonly Backend[];
  /** What is answered where there are no backends: `a redirect`. */
  readonly instead?: string;
}

/** What one object says about routes. */
export interface Routing {
  readonly routes: readonly Route[];
  /** Who serves it: `IngressClass nginx`, `Gateway infra/public`. */
  readonly via: string;
  /** Names of Secrets with certificates by host; '' where the controller has one. */
  readonly tls: ReadonlyMap<string, string>;
}
