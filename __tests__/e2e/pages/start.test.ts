/** The first day: a pull request, the first plan, the first release, and what stops it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeManifest } from '../../../testing/manifests.ts';
import { life } from './support.ts';

const webhooks = {
  payments: { secret: 'PAYMENTS_SECRET' },
  onboarding: { events: ['customer.*'] },
  ledger: {},
};

const mistakes = `webhooks:
  payments:
    url: https://hooks.example.com/payments
    events: [transaction.complete]
    status: active
    secret: PAYMENTS_SECRET
  ledger:
    url: http://hooks.example.com/ledger
    events: [transaction.*]
    status: enabled
    secret: PAYMENTS_SECRET
    organisationId: client_2ofTA13AD0xBtbEvBl20aEb1hEu
`;

test('from the pull request to a release with nothing to do', async () => {
  const here = await life({});
  writeManifest(here.workspace, mistakes);
  await here.shows('pull-request-with-mistakes', await here.validate());
  here.declare(webhooks);
  await here.shows('pull-request', await here.validate());
  await here.shows('first-plan', await here.plan());
  await here.shows('first-release', await here.register());
  await here.shows('nothing-to-do', await here.register());
  await here.shows('plan-with-nothing-to-do', await here.plan());
});

test('webhooks that exist already', async () => {
  const here = await life({
    payments: { id: `whk_${'P'.repeat(27)}`, secret: 'PAYMENTS_SECRET' },
    onboarding: { id: `whk_${'O'.repeat(27)}` },
    ledger: {},
  });
  here.github.set('PAYMENTS_SECRET', 'the Key Secret');
  await here.shows('adoption-in-a-plan', await here.plan({ 'secrets-token': here.github.token }));
  await here.shows('adoption', await here.register());
});

test('what stops a run before it looks at the state', async () => {
  const here = await life(webhooks);
  const wrong = { environment: 'sanbox', state: 'cloud', concurrency: '0', decisions: 'retry' };
  await here.shows('wrong-inputs', await here.register(wrong));
  await here.shows(
    'fork-without-credentials',
    await here.register({ 'api-key': '', 'api-secret': '' }, { env: { GITHUB_EVENT_NAME: 'pull_request' } }),
  );
  await here.shows('manifest-that-is-not-there', await here.plan({ manifest: '.github/conduit-webhooks.yaml' }));
  writeManifest(here.workspace, mistakes);
  await here.shows('release-with-mistakes', await here.register());
  writeManifest(here.workspace, 'webhooks:\n  payments:\n\turl: https://hooks.example.com\n');
  await here.shows('manifest-that-is-not-yaml', await here.plan());
});

test('no page is left over', () => {
  const files = readdirSync(import.meta.dirname);
  const tests = files.filter((file) => file.endsWith('.test.ts'));
  const texts = tests.map((file) => readFileSync(join(import.meta.dirname, file), 'utf8')).join();
  const pages = files.filter((file) => file.endsWith('.txt'));
  expect(pages.filter((file) => !texts.includes(`'${file.replace('.txt', '')}'`))).toEqual([]);
});
