import { posix } from 'node:path';

/** What a hostPath volume shows of the node. */
export interface HostPath {
  /** The path as the kubelet sees it: without `.`, `..`, double and trailing slashes. */
  readonly path: string;
  /** `socket`: of a container runtime; `sensitive`: credentials, configuration or the whole node; else `other`. */
  readonly risk: 'socket' | 'sensitive' | 'other';
}

/**
 * Sockets through which containers are started: Docker, containerd, CRI-O, cri-dockerd, Podman, BuildKit, k3s, and the
 * named pipes of Windows nodes.
 */
const SOCKETS =
  /(?:^|\/)(?:docker|containerd|crio|cri-dockerd|dockershim|podman|buildkitd|frakti|rktlet)\.sock$|\/(?:docker_engine|containerd-containerd)$/;

/** Folders that are sensitive as a whole: mounting them, or one above them, shows what is in them. */
const WHOLE = ['/etc', '/root', '/home', '/proc', '/dev', '/boot', '/run', '/var/run', '/var/lib'];

/** Folders and files that are sensitive with everything below them. */
const BELOW = [
  '/etc/kubernetes',
  '/etc/shadow',
  '/etc/passwd',
  '/etc/sudoers',
  '/etc/sudoers.d',
  '/etc/ssh',
  '/etc/cron.d',
  '/etc/systemd',
  '/root',
  '/home',
  '/boot',
  '/run/containerd',
  '/run/secrets',
  '/var/lib/kubelet',
  '/var/lib/docker',
  '/var/lib/containerd',
  '/var/lib/containers',
  '/var/lib/etcd',
  '/var/lib/rancher',
  '/var/lib/kube-proxy',
];

/** Parts of the above that node agents use and that hold no credentials. */
const HARMLESS = [
  '/etc/kubernetes/cni',
  '/var/lib/kubelet/plugins',
  '/var/lib/kubelet/plugins_registry',
  '/var/lib/kubelet/device-plugins',
  '/var/lib/kubelet/pod-resources',
  '/var/lib/kubelet/seccomp',
  '/var/lib/docker/containers',
];

/** Classifies the path of a hostPath volume. `/var/run` is `/run` on every node in use. */
export function hostPathOf(written: string): HostPath {
  const path = clean(written);
  const real = path === '/var/run' || path.startsWith('/var/run/') ? path.slice('/var'.length) : path;
  if (SOCKETS.test(real)) return { path, risk: 'socket' };
  if (HARMLESS.some(each => isBelow(real, each))) return { path, risk: 'other' };
  const shows = real === '/' || WHOLE.includes(real) || BELOW.some(each => isBelow(real, each));
  return { path, risk: shows ? 'sensitive' : 'other' };
}

/** The kubelet gives the path to the runtime, which cleans it; Windows paths may use either slash. */
function clean(written: string): string {
  const path = posix.normalize(written.replaceAll('\\', '/'));
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
