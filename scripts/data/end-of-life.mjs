// Generates data/end-of-life.json from a checkout of the endoflife.date repository (MIT licence): until when the releases
// of what people build images on get security fixes. Run by hand, now and then:
//
//   node scripts/data/end-of-life.mjs CHECKOUT [--check]
//
// CHECKOUT is a clone of github.com/endoflife-date/endoflife.date, or its bare repository.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { CORE_SCHEMA, load } from 'js-yaml';

/**
 * Products looked at, by their names there, and the images that hold them beside those that the data names itself
 * (`pkg:docker/...`). Official images of Docker Hub, and the ones the projects publish.
 */
const PRODUCTS = {
  'alpine-linux': ['library/alpine'],
  almalinux: ['library/almalinux'],
  'amazon-corretto': ['library/amazoncorretto'],
  'amazon-linux': ['library/amazonlinux', 'public.ecr.aws/amazonlinux/amazonlinux'],
  'apache-airflow': ['apache/airflow'],
  'apache-cassandra': ['library/cassandra'],
  'apache-flink': ['library/flink', 'apache/flink'],
  'apache-http-server': ['library/httpd'],
  'apache-kafka': ['apache/kafka'],
  'argo-cd': ['quay.io/argoproj/argocd', 'argoproj/argocd'],
  'argo-workflows': [],
  bun: ['oven/bun'],
  calico: ['calico/cni', 'calico/node', 'quay.io/calico/cni', 'quay.io/calico/node'],
  centos: ['library/centos'],
  'cert-manager': ['quay.io/jetstack/cert-manager-controller'],
  cilium: ['quay.io/cilium/cilium'],
  clickhouse: ['library/clickhouse', 'clickhouse/clickhouse-server'],
  consul: ['hashicorp/consul'],
  contour: ['ghcr.io/projectcontour/contour'],
  debian: ['library/debian'],
  deno: [],
  django: [],
  dotnet: [
    'mcr.microsoft.com/dotnet/aspnet',
    'mcr.microsoft.com/dotnet/runtime',
    'mcr.microsoft.com/dotnet/sdk',
  ],
  drupal: [],
  'eclipse-temurin': ['library/eclipse-temurin'],
  elasticsearch: ['library/elasticsearch', 'docker.elastic.co/elasticsearch/elasticsearch'],
  envoy: [],
  etcd: ['quay.io/coreos/etcd', 'registry.k8s.io/etcd'],
  fedora: ['library/fedora'],
  flux: ['ghcr.io/fluxcd/flux-cli'],
  gitlab: ['gitlab/gitlab-ce', 'gitlab/gitlab-ee'],
  go: ['library/golang'],
  grafana: ['grafana/grafana', 'grafana/grafana-oss', 'grafana/grafana-enterprise'],
  'grafana-loki': [],
  haproxy: ['library/haproxy'],
  harbor: [],
  istio: [],
  jenkins: ['jenkins/jenkins'],
  keycloak: ['quay.io/keycloak/keycloak'],
  kibana: ['library/kibana', 'docker.elastic.co/kibana/kibana'],
  logstash: ['library/logstash', 'docker.elastic.co/logstash/logstash'],
  mariadb: ['library/mariadb'],
  memcached: [],
  mongodb: ['library/mongo'],
  mysql: [],
  nginx: ['library/nginx', 'nginxinc/nginx-unprivileged'],
  nodejs: ['library/node'],
  opensearch: ['opensearchproject/opensearch'],
  opensuse: ['opensuse/leap'],
  perl: ['library/perl'],
  php: ['library/php'],
  postgresql: ['library/postgres'],
  prometheus: ['prom/prometheus', 'quay.io/prometheus/prometheus'],
  python: [],
  rabbitmq: ['library/rabbitmq'],
  'rocky-linux': ['library/rockylinux'],
  redis: ['library/redis'],
  ruby: [],
  tomcat: ['library/tomcat'],
  traefik: [],
  ubuntu: ['library/ubuntu'],
  valkey: [],
  'hashicorp-vault': ['hashicorp/vault', 'library/vault'],
  zookeeper: [],
};

/** Where the longer support is free and for everybody; elsewhere it is sold. */
const LONG_TERM = new Set(['debian']);
/** Distributions that other images name in their tags, as `3.12-bookworm`. */
const CODENAMES = new Set(['debian', 'ubuntu']);

const OUTPUT = new URL('../../data/end-of-life.json', import.meta.url);
const [checkout, ...flags] = process.argv.slice(2);
if (checkout === undefined) {
  console.error('usage: node scripts/data/end-of-life.mjs CHECKOUT [--check]');
  process.exit(2);
}
const git = (...args) =>
  execFileSync('git', ['-C', checkout, ...args], { encoding: 'utf8', maxBuffer: 64 << 20 });

const products = {};
const missing = [];
for (const [id, images] of Object.entries(PRODUCTS)) {
  let text;
  try {
    text = git('show', `HEAD:products/${id}.md`);
  } catch {
    missing.push(id);
    continue;
  }
  const page = load(text.split(/^---$/m)[1], { schema: CORE_SCHEMA });
  const named = (page.identifiers ?? [])
    .flatMap(({ purl }) => (typeof purl === 'string' ? [purl] : []))
    .filter(purl => /^pkg:docker\/[^?]+$/.test(purl))
    .map(purl => purl.slice('pkg:docker/'.length));
  const all = [...new Set([...images, ...named])].map(name =>
    /^[^/]*[.]/.test(name) ? name : `docker.io/${name}`,
  );
  if (all.length === 0) continue;
  const cycles = {};
  for (const release of page.releases) {
    const end = LONG_TERM.has(id) ? (release.eoes ?? release.eol) : release.eol;
    // `true` is an end without a date; `false` is none yet.
    const until = end === true ? '' : end === false || end === undefined ? null : String(end).slice(0, 10);
    cycles[String(release.releaseCycle)] = until;
  }
  const codenames = {};
  if (CODENAMES.has(id)) {
    for (const release of page.releases) {
      const name = String(release.codename ?? '')
        .split(' ')[0]
        .toLowerCase();
      if (/^[a-z]{4,}$/.test(name)) codenames[name] = String(release.releaseCycle);
    }
  }
  products[id] = {
    title: page.title,
    images: all.sort(),
    cycles,
    ...(Object.keys(codenames).length === 0 ? {} : { codenames }),
  };
}
if (missing.length > 0) {
  console.error(`not in this checkout: ${missing.join(', ')}`);
  process.exit(1);
}
const [commit, date] = git('log', '-1', '--format=%H %cs').trim().split(' ');
const text = `${JSON.stringify({ source: 'https://github.com/endoflife-date/endoflife.date', commit, date, products }, null, 1)}\n`;
if (flags.includes('--check')) {
  const same = readFileSync(OUTPUT, 'utf8') === text;
  console.log(
    same
      ? 'data/end-of-life.json is what the data gives.'
      : 'data/end-of-life.json differs: run without --check.',
  );
  process.exit(same ? 0 : 1);
}
writeFileSync(OUTPUT, text);
const releases = Object.values(products).reduce((sum, { cycles }) => sum + Object.keys(cycles).length, 0);
console.log(
  `data/end-of-life.json: ${Object.keys(products).length} products, ${releases} releases, of ${date}`,
);
