/** Pages as the runner gets them, from a process of its own. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../testing/folders.ts';

/** Runs `code`, with `report` upon a runner that writes to a summary file; gives both texts. */
function told(code: string): { log: string; summary: string } {
  const file = join(temporaryFolder(), 'summary');
  writeFileSync(file, '');
  const url = (path: string) => new URL(`../../${path}`, import.meta.url);
  const script = `
    import { createRunner } from '${url('src/action/runner.ts')}';
    import { reportOn } from '${url('src/action/report.ts')}';
    import { contextOf, current, registrationOf } from '${url('testing/pages.ts')}';
    const report = reportOn(contextOf(), new AbortController().signal, createRunner(process.env));
    const differences = [{ field: 'url', registered: 'a', declared: 'b%0Ac' }];
    const options = [{ verb: 'replace', name: 'payments', id: 'whk_payments' }];
    const question =
      { kind: 'changed', name: 'payments', current: current('payments'), differences, options };
    const registration = registrationOf(
      [{ name: 'payments', status: 'undecided' }, { name: 'ledger', status: 'unchanged' }],
      { questions: [question] },
    );
    ${code}
  `;
  const log = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, GITHUB_STEP_SUMMARY: file },
    encoding: 'utf8',
  });
  return { log, summary: readFileSync(file, 'utf8') };
}

const bare = (log: string) => log.replaceAll(/\u001b\[\d+m/g, '');
const rowOf = /^[?=] \S+ +(changed|unchanged)/gm;

test('a plan is told at its end, whole', () => {
  const { log, summary } = told('await report.result(registration);');
  expect(bare(log).match(rowOf)).toHaveLength(2);
  expect(summary).toContain('#### Questions');
});

test('a register run tells each webhook once, as it is done', () => {
  const { log } = told(`
    report.begin(registration.plan);
    report.wait({ kind: 'throttled' }, 2000);
    for (const result of registration.results) report.progress(result);
    await report.result(registration);
  `);
  expect(bare(log)).toMatch(/^ {2}Rate limited .* 2\.0 s\./);
  expect(bare(log).match(rowOf)).toHaveLength(2);
  expect(log).toContain('\u001b[33m?\u001b[39m payments  changed');
});

test('an annotation has its place, and the lines to paste on lines of their own', () => {
  const { log } = told('await report.result(registration);');
  const annotation = log.split('\n').find((line) => line.startsWith('::error'));
  expect(annotation).toMatch(
    /^::error title=Conduit webhooks,file=\.github\/conduit-webhooks\.yml,line=11,endLine=11,col=5,/,
  );
  expect(annotation).toMatch(/ {4}decisions:%0ATo [^%]+:%0A {6}- replace payments whk_payments$/);
});

test('what stops a run early is in the log, an annotation and the summary', () => {
  const { log, summary } = told("await report.stopped('the state is damaged');");
  expect(bare(log)).toContain('\n✗ sandbox: stopped by 1 error. No requests were sent to Conduit.\n\n✗ The state');
  expect(log).toContain('::error title=Conduit webhooks::The state is damaged.');
  expect(summary).toContain('The state is damaged.');
});

test('a summary that cannot be written is told', () => {
  const { log } = told(`
    process.env.GITHUB_STEP_SUMMARY = '/nowhere/summary';
    await report.stopped('the state is damaged');
  `);
  expect(log).toContain('::warning title=Conduit webhooks::The job summary could not be written.');
});
