/** One fault, from its first run until everything is settled, and what came of it. */
import { assertNothingLeaked } from '../../testing/runner/index.ts';
import { type Fault, Scene, type StoreKind } from './scene.ts';

interface Trial {
  /** How many webhooks the servers created. */
  created: number;
  /** What should not be, in words. */
  troubles: string[];
}

/** Runs until everything is settled; more than any scene needs. */
const maxRuns = 8;

export async function tryFault(fault: Fault, store: StoreKind, withSecrets: boolean): Promise<Trial> {
  const scene = await Scene.open(store, withSecrets);
  try {
    await fault(scene);
    if (scene.apiUrl === '') await scene.serve();
    await scene.run();
    await scene.end();
    await settle(scene);
    expectNothingLost(scene);
    expectOneOfEach(scene);
    expectRunsAsRunsAre(scene);
    expectNoSecretLost(scene);
    expectNoSecretSeen(scene);
    return { created: scene.webhooks.length, troubles: [...new Set(scene.troubles)] };
  } finally {
    await scene.close();
  }
}

/** Runs again, answering what is asked, until a run is green. */
export async function settle(scene: Scene): Promise<void> {
  const done: string[] = [];
  for (let runs = 1; runs <= maxRuns; runs += 1) {
    expectNothingLost(scene);
    const result = await scene.run();
    await scene.quiet();
    if (result.exitCode === 0) return expectAllRegistered(scene);
    if (result.signal === null) done.push(...scene.answer(result));
  }
  const last = scene.results.at(-1)?.log.split('\n').slice(-8).join(' / ').slice(0, 1200);
  scene.troubles.push(`it does not settle: ${done.join(', ')}; then ${last}`);
}

/** Each webhook is in state with its ID, or as a request, or in outputs. */
function expectNothingLost(scene: Scene): void {
  const records = Object.values(scene.state()?.webhooks ?? {});
  const ids = new Set([
    ...records.flatMap((record) => [record?.current?.id, ...(record?.replaced ?? [])]),
    ...scene.results.flatMap(({ outputs }) => Object.values(outputs)),
  ]);
  const requested = new Set(records.map((record) => record?.request?.body.url));
  for (const { id, url } of scene.webhooks) {
    scene.expect(ids.has(id) || requested.has(url), `${id} (${url}) is not accounted for`);
  }
}

/** After a green run, each name has its webhook in state, and each GitHub secret what state says. */
function expectAllRegistered(scene: Scene): void {
  const { webhooks = {}, secrets = {} } = scene.state() ?? {};
  for (const [name, { url }] of Object.entries(scene.declared)) {
    const { current, request } = webhooks[name] ?? {};
    const created = scene.webhooks.findLast((webhook) => webhook.url === url);
    scene.expect(
      current?.id === created?.id && request === undefined,
      `${name} is ${created?.id} and recorded as ${current?.id}, ${request?.id}`,
    );
  }
  for (const [key, slot] of Object.entries(secrets)) {
    const owner = scene.webhooks.find(({ id }) => id === slot?.owner);
    const kept = scene.github.secrets().get(key)?.value;
    scene.expect(
      owner === undefined || kept === owner.secret,
      `${key} is recorded to hold the signing secret of ${owner?.id}, and does not`,
    );
  }
}

function expectOneOfEach(scene: Scene): void {
  const urls = scene.webhooks.map(({ url }) => url);
  scene.expect(new Set(urls).size === urls.length, `some were created twice: ${urls.join(' ')}`);
}

/** What holds for every run, whatever the fault, beside what the runner itself expects of every action. */
function expectRunsAsRunsAre(scene: Scene): void {
  for (const { log, timedOut, exitCode, signal } of scene.results) {
    const end = log.slice(-500);
    scene.expect(!timedOut, `a run hangs: ${end}`);
    scene.expect(!log.includes('Missing Conduit credentials'), 'the fault took the inputs away');
    scene.expect(!log.includes('error of its own'), `an error of our own: ${end}`);
    scene.expect(signal !== null || [0, 1, 130].includes(exitCode ?? -1), `exit code ${exitCode}`);
  }
}

/** Each signing secret was in outputs, is at GitHub, or a person was told to look in the Dashboard. */
function expectNoSecretLost(scene: Scene): void {
  const { results, github, declared } = scene;
  const known = new Set([
    ...results.flatMap(({ outputs }) => Object.values(outputs)),
    ...[...github.secrets().values()].map(({ value }) => value),
  ]);
  const told = results.flatMap(({ log }) => log.split('\n')).filter((one) => /Dashboard/.test(one));
  const looked = new Set(Object.values(declared).map(({ id }) => id));
  for (const { id, url, secret } of scene.webhooks) {
    const name = url.split('/')[3] ?? '';
    const isKnown = known.has(secret) || looked.has(id) || told.some((line) => line.includes(name));
    scene.expect(isKnown, `the signing secret of ${name} is lost, and nobody is told`);
  }
}

/** No part of a secret, or of an encoding of one, can be seen by anyone. */
function expectNoSecretSeen(scene: Scene): void {
  const seen = scene.results.map(({ visible }) => visible);
  const texts = [...seen, scene.kept(), ...scene.onlookers.map((text) => text())];
  const visible = [...new Set(texts.join('\n').split('\n'))].join('\n');
  for (const secret of new Set(scene.secrets)) {
    try {
      assertNothingLeaked({ visible }, [secret]);
    } catch (error) {
      scene.troubles.push((error as Error).message);
    }
  }
}
