import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { TOOLS } from '../../src/equivalents/index.ts';
import { readForeignAnnotations, readForeignComments } from '../../src/verdict/index.ts';

const read = (annotations: Record<string, string>, kind = 'Deployment') =>
  readForeignAnnotations(TOOLS, annotations, kind).map(({ tool, accepts, reason, expires, remarks }) => ({
    tool,
    accepts: accepts.map(({ guardrail, field }) => guardrail + (field === undefined ? '' : ` ${field}`)),
    reason,
    ...(expires === undefined ? {} : { expires }),
    remarks,
  }));

describe('annotations', () => {
  test('of KubeLinter: one check with its reason', () => {
    expect(read({ 'ignore-check.kube-linter.io/host-network': 'a node agent' })).toEqual([
      { tool: 'kube-linter', accepts: ['host-namespaces *hostNetwork'], reason: 'a node agent', remarks: [] },
    ]);
  });

  test('of KubeLinter: all checks, and no reason', () => {
    const [all] = read({ 'kube-linter.io/ignore-all': '' });
    expect(all?.accepts).toEqual(expect.arrayContaining(['host-namespaces', 'read-only-root-filesystem']));
    expect(all?.reason).toBe('left out for KubeLinter, without a reason');
    expect(all?.remarks).toEqual([]);
  });

  test('of Polaris: only the value true', () => {
    expect(read({ 'polaris.fairwinds.com/hostPortSet-exempt': 'True' })).toMatchObject([
      { tool: 'polaris', accepts: ['host-port'] },
    ]);
    expect(read({ 'polaris.fairwinds.com/hostPortSet-exempt': 'false' })).toEqual([]);
    expect(read({ 'polaris.fairwinds.com/exempt': 'true' })[0]?.accepts).toContain('privileged-container');
  });

  test('of Checkov: numbered, with and without a reason, the reason with = in it', () => {
    expect(
      read({
        'checkov.io/skip1': 'CKV_K8S_20=a=b, by OPS-1',
        'checkov.io/skip2': 'CKV_K8S_14',
        'bridgecrew.io/skip': 'CKV_K8S_13=old',
      }),
    ).toEqual([
      { tool: 'checkov', accepts: ['memory-limit'], reason: 'old', remarks: [] },
      { tool: 'checkov', accepts: ['privilege-escalation'], reason: 'a=b, by OPS-1', remarks: [] },
      {
        tool: 'checkov',
        accepts: ['image-tag'],
        reason: 'left out for Checkov, without a reason',
        remarks: [],
      },
    ]);
  });

  test('of Kubescape: several controls, a reason, an end', () => {
    expect(
      read({
        'kubescape.io/skip-controls': 'C-0057, C-0017',
        'kubescape.io/skip-reason': 'CNI',
        'kubescape.io/skip-expiry': '2027-01-31T00:00:00Z',
      }),
    ).toEqual([
      {
        tool: 'kubescape',
        accepts: ['read-only-root-filesystem', 'privileged-container'],
        reason: 'CNI',
        expires: '2027-01-31',
        remarks: [],
      },
    ]);
  });

  test('of Kubescape with an end that is none count for nothing, as there', () => {
    expect(
      read({ 'kubescape.io/skip-controls': 'C-0057', 'kubescape.io/skip-expiry': 'next year' }),
    ).toMatchObject([
      {
        accepts: [],
        remarks: ['kubescape.io/skip-expiry is "next year", which is no time such as 2027-01-31T00:00:00Z'],
      },
    ]);
  });

  test('of checks without an equivalent, or unknown, say so', () => {
    expect(read({ 'checkov.io/skip1': 'CKV_K8S_30=x', 'checkov.io/skip2': 'CKV_ACME_1=y' })).toMatchObject([
      {
        accepts: [],
        remarks: [
          'CKV_K8S_30 has no equivalent: an absent block is no fault in itself; what it leaves open is judged field by field',
        ],
      },
      { accepts: [], remarks: ['Checkov has no check "CKV_ACME_1" for manifests'] },
    ]);
  });

  test('of one check do not accept a guardrail that answers four; of all four they do', () => {
    const one = { 'checkov.io/skip1': 'CKV_K8S_83=x' };
    expect(read(one, 'Pod')).toMatchObject([
      {
        accepts: [],
        remarks: [
          'api-server-admission stays: it answers CKV_K8S_83 and also CKV_K8S_79, CKV_K8S_82, CKV_K8S_85',
        ],
      },
    ]);
    const four = {
      ...one,
      'checkov.io/skip2': 'CKV_K8S_79',
      'checkov.io/skip3': 'CKV_K8S_82',
      'checkov.io/skip4': 'CKV_K8S_85',
    };
    expect(read(four, 'Pod').map(({ accepts, remarks }) => [accepts, remarks])).toEqual([
      [['api-server-admission'], []],
      [[], []],
      [[], []],
      [[], []],
    ]);
  });

  test('of tools that were not named are nobody’s business', () => {
    expect(
      readForeignAnnotations(['polaris'], { 'ignore-check.kube-linter.io/host-network': 'x' }, 'Pod'),
    ).toEqual([]);
    expect(read({ 'example.com/ignore': 'all', 'checkov.io/other': 'CKV_K8S_16' })).toEqual([]);
  });
});

const comments = (text: string) => {
  const { waivers, problems } = readForeignComments(['trivy'], 'a.yaml', text);
  return {
    waivers: waivers.map(({ accepts, from, to, expires, line, owner }) => ({
      accepts: accepts.map(({ guardrail }) => guardrail),
      lines: `${from}-${to}`,
      ...(expires === undefined ? {} : { expires }),
      line,
      owner,
    })),
    problems: problems.map(({ message, line }) => `${line}: ${message}`),
  };
};

describe('comments of Trivy', () => {
  test('above a block are about it', () => {
    const text = `spec:
  containers:
    # trivy:ignore:KSV018
    - name: app
      image: app:1
    - name: other
`;
    expect(comments(text)).toEqual({
      waivers: [
        {
          accepts: ['memory-limit'],
          lines: '4-5',
          line: 3,
          owner: 'a comment of Trivy in a.yaml:3',
        },
      ],
      problems: [],
    });
  });

  test('several on a line, with an end and behind text', () => {
    const text = `spec:
  hostNetwork: true #trivy:ignore:KSV-0009:exp:2027-01-31 trivy:ignore:AVD-KSV-0024
`;
    expect(comments(text).waivers).toEqual([
      {
        accepts: ['host-namespaces'],
        lines: '2-2',
        expires: '2027-01-31',
        line: 2,
        owner: 'a comment of Trivy in a.yaml:2',
      },
      { accepts: ['host-port'], lines: '2-2', line: 2, owner: 'a comment of Trivy in a.yaml:2' },
    ]);
  });

  test('* is everything, KSV-002* what begins so', () => {
    expect(comments('# trivy:ignore:*\nkind: Pod\n').waivers[0]?.accepts).toContain('privileged-container');
    expect(comments('# tfsec:ignore:ksv-002*\nkind: Pod\n').waivers[0]?.accepts).toEqual([
      'low-user-or-group-id',
      'added-capabilities',
      'host-path',
      'host-port',
      'selinux-options',
      'unsafe-sysctl',
      'proc-mount',
      'volume-types',
    ]);
  });

  test('what leads to nothing is named', () => {
    const { waivers, problems } = comments(
      '# trivy:ignore:AWS-0001\n# trivy:ignore:KSV-0017:exp:soon\na: b\n',
    );
    expect(waivers).toEqual([]);
    expect(problems).toEqual([
      '1: the comment # trivy:ignore:AWS-0001 waives nothing here: Trivy has no check "AWS-0001" for manifests',
      '2: the comment # trivy:ignore:KSV-0017:exp:soon waives nothing here: exp:soon is no date such as 2027-01-31',
    ]);
  });

  test('text that is no comment is none, and neither is anything when Trivy was not named', () => {
    expect(comments('a: "trivy:ignore:KSV-0017"\n')).toEqual({ waivers: [], problems: [] });
    expect(readForeignComments(['checkov'], 'a.yaml', '# trivy:ignore:*\na: b')).toEqual({
      waivers: [],
      problems: [],
    });
  });

  test('a line or a file full of them takes no time, and a reason stays a sentence', () => {
    const line = `# ${'trivy:ignore:KSV-0017 '.repeat(50_000)}\n`;
    expect(readForeignComments(['trivy'], 'x', `${line}kind: Pod\n`).waivers).toHaveLength(1);
    const file = '# trivy:ignore:KSV-0017\n'.repeat(50_000);
    const { waivers, problems } = readForeignComments(['trivy'], 'x', file);
    expect(waivers).toHaveLength(200);
    expect(problems).toMatchObject([{ code: 'foreign-waiver', line: 201, gates: false }]);
    const [long] = read({ 'checkov.io/skip1': `CKV_K8S_16=${'why \n'.repeat(100_000)}` });
    expect(long?.reason).toHaveLength(301);
    const [many] = read({ 'kubescape.io/skip-controls': 'C-0057,'.repeat(100_000) });
    expect(many?.accepts).toEqual(['privileged-container']);
  });

  test('any text is read', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom('# ', 'trivy:', 'ignore:', 'KSV-0017', ':exp:', '*', '[', ' ', '\n', '2027-01-31'),
        ),
        parts => {
          for (const { from, to, line } of readForeignComments(['trivy'], 'x', parts.join('')).waivers)
            expect(from <= to && line >= 1).toBe(true);
        },
      ),
    );
  });
});
