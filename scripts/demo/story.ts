/** The story of the demo: seven acts, played by the bundle. Each throws when anything else happens than it tells. */
import assert from 'node:assert/strict';
import { printed } from '../../testing/decisions.ts';
import type { RunResult } from '../../testing/runner/index.ts';
import type { Stage } from './stage.ts';

/** What can be seen of an act, piece by piece. */
export type View =
  /** What happens outside of the action. */
  | { kind: 'aside'; text: string }
  /** Lines that are added to the manifest. */
  | { kind: 'edit'; lines: string[] }
  /** The manifest as a pull request shows it. */
  | { kind: 'annotations'; result: RunResult; manifest: string }
  | { kind: 'log'; result: RunResult }
  | { kind: 'outputs'; result: RunResult }
  | { kind: 'summary'; result: RunResult };

export interface Act {
  title: string;
  caption: string;
  play(stage: Stage): Promise<View[]>;
}

export const acts: readonly Act[] = [
  {
    title: 'A pull request with mistakes',
    caption: 'Each mistake is shown on its line, with a suggestion and without credentials.',
    async play(stage) {
      const { manifest } = stage;
      stage.manifest = manifest
        .replace('- transaction.completed', '- transaction.complete')
        .replace('status: disabled', 'status: inactive');
      const result = await stage.run('validate', 'failure');
      assert.equal(result.annotations.length, 2);
      assert.match(result.annotations[0]?.message ?? '', /did you mean "transaction\.completed"/i);
      assert.match(result.annotations[1]?.message ?? '', /Unknown status "inactive"/);
      const view = { kind: 'annotations', result, manifest: stage.manifest } as const;
      stage.manifest = manifest;
      return [view];
    },
  },
  {
    title: 'Plan',
    caption: 'The corrected pull request shows what a release would do. Nothing is sent.',
    async play(stage) {
      const result = await stage.run('plan', 'success');
      assert.equal(stage.server.requests.length, 0);
      return [{ kind: 'log', result }];
    },
  },
  {
    title: 'Register',
    caption:
      'The release creates each webhook. Later steps get the IDs and signing secrets, and the runner hides the latter.',
    async play(stage) {
      const { server } = stage;
      const result = await stage.run('register', 'success');
      assert.equal(server.webhooks.length, 3);
      assert.deepEqual(
        server.requests.flatMap(({ unexpectedHeaders }) => unexpectedHeaders),
        [],
      );
      const secrets = Object.values(JSON.parse(result.outputs.secrets ?? ''));
      assert.deepEqual(secrets.sort(), server.webhooks.map(({ secret }) => secret).sort());
      return [
        { kind: 'log', result },
        { kind: 'outputs', result },
        { kind: 'summary', result },
      ];
    },
  },
  {
    title: 'Again',
    caption: 'The same release runs again, and sends 0 requests.',
    async play(stage) {
      const before = stage.server.requests.length;
      const result = await stage.run('register', 'success');
      assert.equal(stage.server.requests.length - before, 0);
      return [{ kind: 'log', result }];
    },
  },
  {
    title: 'A URL changes',
    caption: 'The run cannot know what is meant, so it sends nothing and asks. One line decides.',
    async play(stage) {
      const { server } = stage;
      stage.manifest = stage.manifest.replace('/conduit/payments', '/conduit/payments-v2');
      const asked = await stage.run('register', 'failure');
      assert.equal(server.webhooks.length, 3);
      const changed = stage.manifest;
      const replace = printed(asked, 'replace payments');
      const replaceEdit = decide(stage, replace);
      const decided = await stage.run('register', 'success');
      assert.equal(server.webhooks.length, 4);
      const goneEdit = decide(stage, printed(decided, 'gone payments'));
      const ended = await stage.run('register', 'success');
      assert.equal(ended.outputs['to-delete'], '[]');
      assert.equal(server.webhooks.length, 4, 'A decision works once.');
      stage.manifest = changed;
      return [
        { kind: 'log', result: asked },
        { kind: 'aside', text: 'The first decision is copied into the manifest:' },
        replaceEdit,
        { kind: 'log', result: decided },
        { kind: 'aside', text: 'The old webhook is deleted in the Dashboard. This ends the reminder:' },
        goneEdit,
      ];
    },
  },
  {
    title: 'A run is killed',
    caption: 'Conduit creates a webhook, but the run is killed before the reply arrives. No webhook is created twice.',
    async play(stage) {
      const { server } = stage;
      const before = server.webhooks.length;
      const refunds = [
        '  refunds:',
        '    url: /conduit/refunds',
        '    events: [transaction.cancelled]',
        '    status: enabled',
      ];
      stage.manifest = [stage.manifest.trimEnd(), '', ...refunds, ''].join('\n');
      const lost = stage.loseNextReply();
      const run = stage.start('register');
      await lost;
      run.kill();
      const killed = await run.done;
      assert.equal(killed.signal, 'SIGKILL');
      assert.equal(server.webhooks.length, before + 1);

      const waiting = await stage.run('register', 'failure');
      assert.match(waiting.log, /Wait for that run to finish, then re-run this job\./);
      stage.wait(15);
      const asked = await stage.run('register', 'failure');
      printed(asked, 'gone refunds');

      const { id = '', url = '' } = server.webhooks.at(-1) ?? {};
      const edit = ['    environments:', '      sandbox:', `        id: ${id}`];
      stage.manifest = [stage.manifest.trimEnd(), ...edit, ''].join('\n');
      const settled = await stage.run('register', 'success');
      assert.equal(JSON.parse(settled.outputs.ids ?? '').refunds, id);
      assert.equal(server.webhooks.filter((one) => one.url === url).length, 1);
      return [
        { kind: 'aside', text: 'The next run begins while the first might still be going:' },
        { kind: 'log', result: waiting },
        { kind: 'aside', text: 'A quarter of an hour later:' },
        { kind: 'log', result: asked },
        { kind: 'aside', text: `The Dashboard shows ${url}, so its ID is declared:` },
        { kind: 'edit', lines: [...refunds, ...edit] },
        { kind: 'log', result: settled },
        { kind: 'aside', text: 'Conduit has one webhook with that URL.' },
      ];
    },
  },
  {
    title: 'The Dashboard',
    caption:
      'A webhook was edited in the Dashboard, and a deploy failed before it had its signing secrets. With `verify`, the next run shows the one and gets the other.',
    async play(stage) {
      const { server } = stage;
      const ids: Record<string, string> = JSON.parse((await stage.run('register', 'success')).outputs.ids ?? '');
      server.edit(ids.onboarding ?? '', { status: 'disabled' });
      const before = server.requests.length;
      const result = await stage.run('register', 'success', { verify: 'true' });
      const methods = server.requests.slice(before).map(({ method }) => method);
      assert.deepEqual(methods, ['GET', 'GET', 'GET', 'GET']);
      assert.deepEqual(JSON.parse(result.outputs.drifted ?? ''), ['onboarding']);
      const secretOf = (id: string) => server.webhooks.find((one) => one.id === id)?.secret;
      assert.deepEqual(
        JSON.parse(result.outputs.secrets ?? ''),
        Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, secretOf(id)])),
      );
      return [
        { kind: 'log', result },
        { kind: 'outputs', result },
      ];
    },
  },
];

/** Adds a decision to the manifest's block of the sandbox, in place of others. */
function decide(stage: Stage, decision: string): View {
  const block = /(?<=sandbox:\n {4}baseUrl: .*\n)( {4}decisions:\n {6}- .*\n)?/;
  const lines = ['    decisions:', `      - ${decision}`];
  stage.manifest = stage.manifest.replace(block, `${lines.join('\n')}\n`);
  assert.ok(stage.manifest.includes(decision));
  return { kind: 'edit', lines: ['environments:', '  sandbox:', ...lines] };
}
