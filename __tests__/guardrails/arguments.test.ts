import { describe, expect, test } from '@jest/globals';
import { argumentsOf } from '../../src/guardrails/arguments.ts';

const plain = (value: unknown): unknown =>
  value instanceof Map ? Object.fromEntries([...value].map(([key, item]) => [key, plain(item)])) : value;

describe('the command line of a container', () => {
  test('flags with "=", with the next word, and without a value; the last one counts', () => {
    const container = {
      command: ['/usr/bin/kube-apiserver', '--profiling', '--v', '2', '-token-auth-file=/a'],
      args: ['--authorization-mode=Node', '--authorization-mode=RBAC', 'positional', '--'],
    };
    expect(plain(argumentsOf(container))).toEqual({
      program: 'kube-apiserver',
      flags: { profiling: 'true', v: '2', 'token-auth-file': '/a', 'authorization-mode': 'RBAC' },
      field: {
        profiling: 'command[1]',
        v: 'command[2]',
        'token-auth-file': 'command[4]',
        'authorization-mode': 'args[1]',
      },
      list: 'args',
    });
  });

  test('without a command the image says what runs', () => {
    const program = (image: string) => plain(argumentsOf({ image, args: ['--a=b=c'] }));
    expect(program('registry.acme.example:5000/kube-scheduler:v1.34.0')).toMatchObject({
      program: 'kube-scheduler',
      flags: { a: 'b=c' },
    });
    expect(program('etcd@sha256:0')).toMatchObject({ program: 'etcd' });
    expect(plain(argumentsOf({}))).toEqual({ program: '', flags: {}, field: {}, list: '' });
  });

  test('a script of a shell is read to the end of its first command', () => {
    const script =
      '# start\nset -e\nexec /usr/local/bin/etcd \\\n  --client-cert-auth="true" --name=a; sleep --x\n';
    expect(plain(argumentsOf({ command: ['/bin/sh', '-ec', script] }))).toMatchObject({
      program: 'etcd',
      flags: { name: 'a' },
      field: { name: 'command[2]' },
      list: 'command',
    });
    expect(plain(argumentsOf({ command: ['sh', 'start.sh', '--a'] }))).toMatchObject({ program: 'sh' });
  });

  test('items that are no text', () => {
    expect(plain(argumentsOf({ command: ['run', null, {}, 3, true], args: 'x' }))).toMatchObject({
      program: 'run',
      flags: {},
      list: 'command',
    });
  });
});
