import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import {
  memoryTree,
  openCommit,
  openFolder,
  openWorkTree,
  type Tree,
  TreeError,
} from '../../src/repository/index.ts';
import { gitFixture, removeTemporaryFolders, temporaryFolder } from './git-fixture.ts';

afterAll(removeTemporaryFolders);

const paths = (tree: Tree) => tree.entries().map(entry => entry.path);

function codeOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof TreeError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'no error';
}

describe('the work tree', () => {
  test('is what git tracks plus what is new, without ignored and deleted files', () => {
    const repository = gitFixture();
    repository.write({ 'b.yaml': 'b', 'a/c.yaml': 'c', 'gone.yaml': 'x', '.gitignore': 'ignored/\n' });
    repository.commit();
    repository.write({ 'new.yaml': 'n', 'ignored/x.yaml': 'x', 'b.yaml': 'changed' });
    repository.remove('gone.yaml');
    const tree = openWorkTree(repository.root);
    expect(paths(tree)).toEqual(['.gitignore', 'a/c.yaml', 'b.yaml', 'new.yaml']);
    expect(tree.text('b.yaml')).toBe('changed');
    expect(tree.name).toBe('work tree');
    expect(tree.commit).toBeUndefined();
    expect(tree.has('gone.yaml')).toBe(false);
    expect(codeOf(() => tree.read('gone.yaml'))).toBe('missing: gone.yaml does not exist');
    expect(tree.hasFolder('a')).toBe(true);
    expect(tree.hasFolder('')).toBe(true);
    expect(tree.hasFolder('ignored')).toBe(false);
    expect(codeOf(() => tree.read('a'))).toBe('missing: a is a folder, not a file');
  });

  test('keeps names with spaces, quotes, line ends and letters of any script', () => {
    const repository = gitFixture();
    const names = ['a b.yaml', 'grüße.yaml', 'line\nend.yaml', 'quote".yaml', '日本.yaml'];
    repository.write(Object.fromEntries(names.map(name => [name, name])));
    const commit = repository.commit();
    for (const tree of [openWorkTree(repository.root), openCommit(repository.root, commit)]) {
      expect(paths(tree)).toEqual(names);
      for (const name of names) expect(tree.text(name)).toBe(name);
    }
  });

  test('tells Case from case', () => {
    const repository = gitFixture();
    repository.write({ 'Chart.yaml': 'upper' });
    repository.commit();
    const tree = openWorkTree(repository.root);
    expect([tree.has('Chart.yaml'), tree.has('chart.yaml')]).toEqual([true, false]);
  });

  test('outside git is the folder, without .git and node_modules', () => {
    const root = temporaryFolder();
    mkdirSync(join(root, 'node_modules/x'), { recursive: true });
    mkdirSync(join(root, 'charts/a'), { recursive: true });
    writeFileSync(join(root, 'node_modules/x/a.yaml'), 'x');
    writeFileSync(join(root, 'charts/a/Chart.yaml'), '\uFEFFname: a');
    expect(paths(openWorkTree(root))).toEqual(['charts/a/Chart.yaml']);
    const folder = openFolder(root);
    expect(folder.name).toBe(root);
    expect(folder.text('charts/a/Chart.yaml')).toBe('name: a');
    expect(folder.read('charts/a/Chart.yaml').byteLength).toBe(10);
  });

  test('names other repositories inside it instead of reading them', () => {
    const inner = gitFixture();
    inner.write({ 'x.yaml': 'x' });
    const id = inner.commit();
    const repository = gitFixture();
    repository.write({ 'a.yaml': 'a' });
    execFileSync('git', ['clone', '-q', inner.root, join(repository.root, 'vendor/inner')], {
      stdio: 'ignore',
    });
    repository.git('update-index', '--add', '--cacheinfo', `160000,${id},vendor/inner`);
    repository.git('add', 'a.yaml');
    repository.git('commit', '-q', '-m', 'x');
    for (const tree of [openWorkTree(repository.root), openCommit(repository.root, 'HEAD')]) {
      expect(paths(tree)).toEqual(['a.yaml']);
      expect(tree.submodules).toEqual(['vendor/inner']);
    }
  });

  test('reads what a sparse checkout keeps off the disk from HEAD', () => {
    const repository = gitFixture();
    repository.write({ 'in/a.yaml': 'a', 'out/b.yaml': 'b' });
    repository.link('out/c.yaml', '../in/a.yaml');
    repository.commit();
    repository.git('sparse-checkout', 'set', 'in');
    expect(existsSync(join(repository.root, 'out'))).toBe(false);
    const tree = openWorkTree(repository.root);
    expect(paths(tree)).toEqual(['in/a.yaml', 'out/b.yaml', 'out/c.yaml']);
    tree.prefetch(paths(tree));
    expect(paths(tree).map(path => tree.text(path))).toEqual(['a', 'b', 'a']);
  });

  test('does not follow a folder that was replaced by a link after it was committed', () => {
    const outside = temporaryFolder();
    writeFileSync(join(outside, 'secret.yaml'), 'secret');
    const repository = gitFixture();
    repository.write({ 'a/secret.yaml': 'mine', 'b.yaml': 'b' });
    repository.commit();
    repository.remove('a');
    repository.link('a', outside);
    const tree = openWorkTree(repository.root);
    expect(paths(tree)).toEqual(['a', 'b.yaml']);
    expect(tree.has('a/secret.yaml')).toBe(false);
    expect(codeOf(() => tree.read('a/secret.yaml'))).toBe(
      'link-outside-repository: a/secret.yaml is a symbolic link that leads out of the repository',
    );
    repository.write({ '.gitignore': 'a\n' });
    const ignoring = openWorkTree(repository.root);
    expect(paths(ignoring)).toEqual(['.gitignore', 'b.yaml']);
    expect(codeOf(() => ignoring.read('a/secret.yaml'))).toBe('missing: a/secret.yaml does not exist');
  });
});

describe('a commit', () => {
  test('is read from git, whatever the work tree holds', () => {
    const repository = gitFixture();
    repository.write({ 'a.yaml': 'one', 'b/c.bin': Buffer.from([0, 255, 10, 0]) });
    const first = repository.commit();
    repository.write({ 'a.yaml': 'two' });
    repository.commit();
    repository.remove('b');
    const tree = openCommit(repository.root, first);
    expect(tree.commit).toBe(first);
    expect(tree.name).toBe(first.slice(0, 7));
    expect(tree.entries()).toEqual([
      { path: 'a.yaml', kind: 'file', size: 3 },
      { path: 'b/c.bin', kind: 'file', size: 4 },
    ]);
    tree.prefetch(['a.yaml', 'b/c.bin', 'absent']);
    expect(tree.text('a.yaml')).toBe('one');
    expect([...tree.read('b/c.bin')]).toEqual([0, 255, 10, 0]);
    expect(tree.digest('a.yaml')).toBe(createHash('sha256').update('one').digest('hex'));
  });

  test('read from a folder inside the repository has paths relative to that folder', () => {
    const repository = gitFixture();
    repository.write({ 'top.yaml': 't', 'deploy/a.yaml': 'a' });
    repository.commit();
    const tree = openCommit(join(repository.root, 'deploy'), 'HEAD');
    expect(paths(tree)).toEqual(['a.yaml']);
    expect(tree.text('a.yaml')).toBe('a');
  });

  test('gives the same digests as the work tree it was made from', () => {
    const repository = gitFixture();
    repository.write({ 'empty.yaml': '', 'a.yaml': 'a\n', 'windows.yaml': 'a\r\n' });
    repository.commit();
    const [work, commit] = [openWorkTree(repository.root), openCommit(repository.root, 'HEAD')];
    for (const path of paths(work)) expect(commit.digest(path)).toBe(work.digest(path));
  });
});

describe.each(['work tree', 'commit', 'memory'])('symbolic links in a %s', kind => {
  const files = {
    'real/values.yaml': 'v',
    'real/deep/x.yaml': 'x',
    passwd: 'not this one',
  };
  const links = {
    'file.yaml': 'real/values.yaml',
    folder: 'real',
    'real/up.yaml': '../real/deep/../values.yaml',
    'chain.yaml': 'folder/up.yaml',
    'outside.yaml': '../../etc/passwd',
    'absolute.yaml': '/etc/passwd',
    'self.yaml': 'self.yaml',
    'ping.yaml': 'pong.yaml',
    'pong.yaml': 'ping.yaml',
    'dangling.yaml': 'nothing.yaml',
    'real/deep/parent': '..',
  };
  function tree(): Tree {
    if (kind === 'memory') {
      return memoryTree({
        ...files,
        ...Object.fromEntries(Object.entries(links).map(([path, link]) => [path, { link }])),
      });
    }
    const repository = gitFixture();
    repository.write(files);
    for (const [path, target] of Object.entries(links)) repository.link(path, target);
    repository.commit();
    return kind === 'commit' ? openCommit(repository.root, 'HEAD') : openWorkTree(repository.root);
  }

  test('are followed inside the repository, to files and through folders', () => {
    const at = tree();
    for (const path of ['file.yaml', 'folder/values.yaml', 'real/up.yaml', 'chain.yaml']) {
      expect(at.has(path)).toBe(true);
      expect(at.text(path)).toBe('v');
    }
    expect(at.hasFolder('folder')).toBe(true);
    expect(at.has('folder')).toBe(false);
    expect(at.entries().find(entry => entry.path === 'folder')?.kind).toBe('link');
    expect(at.filesBelow('folder')).toEqual([
      'folder/deep/parent',
      'folder/deep/x.yaml',
      'folder/up.yaml',
      'folder/values.yaml',
    ]);
  });

  test('never lead out of the repository and never in circles', () => {
    const at = tree();
    expect(codeOf(() => at.read('outside.yaml'))).toBe(
      'link-outside-repository: outside.yaml is a symbolic link that leads out of the repository',
    );
    expect(codeOf(() => at.read('absolute.yaml'))).toMatch(/^link-outside-repository: absolute\.yaml /);
    expect(codeOf(() => at.read('self.yaml'))).toBe(
      'link-loop: self.yaml is a symbolic link that leads back to itself',
    );
    expect(codeOf(() => at.read('ping.yaml'))).toMatch(/^link-loop: /);
    expect(codeOf(() => at.read('dangling.yaml'))).toBe('missing: dangling.yaml does not exist');
    expect(codeOf(() => at.read('real/deep/parent'))).toMatch(/^link-loop: /);
    expect(codeOf(() => at.read('../outside'))).toMatch(/^link-outside-repository: /);
    for (const path of ['outside.yaml', 'absolute.yaml', 'self.yaml', 'ping.yaml', 'dangling.yaml']) {
      expect(at.has(path)).toBe(false);
    }
  });
});

test('a file too large to read is listed, measured, and refused', () => {
  const repository = gitFixture();
  repository.write({ 'big.yaml': Buffer.alloc(32 * 1024 * 1024 + 1, 0x61) });
  repository.commit();
  for (const tree of [openWorkTree(repository.root), openCommit(repository.root, 'HEAD')]) {
    expect(tree.entries()).toEqual([{ path: 'big.yaml', kind: 'file', size: 32 * 1024 * 1024 + 1 }]);
    tree.prefetch(['big.yaml']);
    expect(codeOf(() => tree.read('big.yaml'))).toBe(
      'too-large: big.yaml has 33 MiB, more than the 32 MiB that are read',
    );
  }
});

test('links that multiply are stopped', () => {
  const files: Record<string, string | { link: string }> = { 'l16/x.yaml': 'x' };
  for (let level = 0; level < 16; level += 1) {
    files[`l${level}/a`] = { link: `../l${level + 1}` };
    files[`l${level}/b`] = { link: `../l${level + 1}` };
  }
  const tree = memoryTree(files);
  expect(tree.filesBelow('l10')).toHaveLength(64);
  expect(codeOf(() => tree.filesBelow('l0'))).toBe('too-large: links below l0 lead to more than 50000 files');
});

test('a pipe is no file', () => {
  const root = temporaryFolder();
  execFileSync('mkfifo', [join(root, 'pipe.yaml')]);
  symlinkSync('pipe.yaml', join(root, 'link.yaml'));
  const tree = openFolder(root);
  expect(paths(tree)).toEqual(['link.yaml']);
  expect(tree.has('link.yaml')).toBe(false);
});
