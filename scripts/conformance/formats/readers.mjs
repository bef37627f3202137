// Opens files in programs of others that read their format, where those are installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PYTHON = {
  oscal: 'compliance-trestle',
  'in-toto': 'in-toto-attestation',
  junit: "Python's xml",
  csv: "Python's csv",
};

/** Warnings that are as it should be. SARIF2017 asks for a region: a line is only named where it is proven. */
const EXPECTED = new Set(['SARIF2017']);

/** @returns how many readers could not open what they should */
export function openInReaders(folder, written, scratch) {
  const python = [join(folder ?? '', 'venv/bin/python'), 'python3'].find(
    path => spawnSync(path, ['--version']).status === 0,
  );
  let failed = multitool(folder, written.sarif, scratch);
  for (const [format, reader] of Object.entries(PYTHON)) {
    if (python === undefined) {
      console.log(`missing ${reader}: there is no Python`);
      continue;
    }
    const script = fileURLToPath(new URL('readers.py', import.meta.url));
    const { status, stdout, stderr } = spawnSync(python, [script, reader, ...written[format]], {
      encoding: 'utf8',
    });
    if (status === 3) console.log(`missing ${reader}: not installed`);
    else {
      process.stdout.write(stdout.replaceAll(`${scratch}/`, ''));
      if (status === 0) continue;
      process.stdout.write(stderr);
      failed += 1;
    }
  }
  return failed;
}

/** Microsoft's validator, with the rules of GitHub's code scanning: neither errors nor unexpected warnings. */
function multitool(folder, files, scratch) {
  const tool = join(folder ?? '', 'node_modules/.bin/sarif-multitool');
  if (!existsSync(tool)) {
    console.log('missing sarif-multitool: not installed');
    return 0;
  }
  let failed = 0;
  for (const file of files) {
    const result = join(scratch, `${basename(file)}.validated`);
    // It hands its arguments to a shell.
    const quoted = ['validate', file, '--output', result, '--rule-kind', 'Sarif;Ghas'].map(
      each => `'${each}'`,
    );
    const { stdout, stderr } = spawnSync(tool, quoted, { encoding: 'utf8' });
    const found = existsSync(result) ? JSON.parse(readFileSync(result, 'utf8')).runs[0] : undefined;
    const said = (found?.results ?? []).filter(
      ({ level = 'warning', ruleId }) => level === 'error' || (level === 'warning' && !EXPECTED.has(ruleId)),
    );
    const ran = found?.invocations?.[0]?.executionSuccessful === true;
    const opens = ran && said.length === 0;
    console.log(`${opens ? 'opens  ' : 'FAILS  '} sarif-multitool: ${basename(file)}`);
    if (opens) continue;
    failed += 1;
    for (const { ruleId, locations } of said.slice(0, 10)) {
      const line = locations?.[0]?.physicalLocation?.region?.startLine;
      console.log(`  ${ruleId} at line ${line}`);
    }
    if (!ran) console.log(`  ${stdout}${stderr}`);
  }
  return failed;
}
