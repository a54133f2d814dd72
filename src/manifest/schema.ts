/** The schema's verdict on a manifest; and what is left of the manifest without all that was refused. */
import { environments } from '../generated/api.ts';
import { validateEnvironments, validateWebhook } from '../generated/manifest-validator.ts';
import type { Manifest } from '../generated/types.ts';
import type { Validator } from '../generated/validator.ts';
import { broadKindOf, explain, isBlock, mustBe, unknownField } from './explain.ts';
import type { Path, Report } from './problem.ts';
import { didYouMean, webhookName, wrongName } from './suggest.ts';
import { notReplaced } from './syntax.ts';

const rootFields = ['environments', 'webhooks'];

/**
 * Reports every breach of the schema. A refused field, or event of a list, stays as undefined, so that what stands
 * beside it can still be judged. `value` itself is changed: it may be large, and what its aliases share must go from
 * each of them. Which fields are required is a matter of each environment.
 */
export function soundPart(value: unknown, report: Report): Manifest {
  if (!isMapping(value)) {
    const wanted = 'a mapping with the key "webhooks"';
    report('error', [], () => `The manifest must be ${wanted}, but is ${broadKindOf(value)}.`);
    return { webhooks: {} };
  }
  const isManifest = Object.hasOwn(value, 'webhooks');
  for (const field of Object.keys(value)) {
    if (rootFields.includes(field) || field.startsWith('x-')) continue;
    // What is no manifest at all may hold anything, secrets too: nothing of it is repeated.
    if (!isManifest && didYouMean(field, rootFields) === '') continue;
    report('error', { keyOf: [field] }, () => unknownField([field], rootFields, value));
  }
  if (!isManifest) {
    report('error', [], () => '"webhooks" is missing. Declare webhooks under that key.');
    return { webhooks: {} };
  }
  const sound = {
    environments: soundSettings(value.environments ?? {}, report),
    webhooks: soundWebhooks(value.webhooks, report),
  };
  return sound as Manifest;
}

function soundSettings(settings: unknown, report: Report): unknown {
  // What was emptied when its decisions went is no error.
  for (const [name, own] of isMapping(settings) ? Object.entries(settings) : []) {
    if (own === null) (settings as Mapping)[name] = {};
    else if (isMapping(own) && own.decisions === null) delete own.decisions;
  }
  refuse(validateEnvironments, settings, ['environments'], report);
  // Nobody knows whether refused settings have a base URL.
  const refused = { baseUrl: undefined };
  if (!isMapping(settings)) {
    return Object.fromEntries(Object.keys(environments).map((name) => [name, refused]));
  }
  for (const name of Object.keys(settings)) settings[name] ??= refused;
  return settings;
}

function soundWebhooks(webhooks: unknown, report: Report): unknown {
  if (!isMapping(webhooks)) {
    report('error', ['webhooks'], () => mustBe('a mapping of names to webhooks', webhooks));
    return {};
  }
  for (const [name, webhook] of Object.entries(webhooks)) {
    const path = ['webhooks', name];
    if (!webhookName.test(name)) {
      const isTaken = (other: string) => Object.hasOwn(webhooks, other);
      report('error', { keyOf: path }, () => notReplaced(name) ?? wrongName(name, isTaken));
    }
    refuse(validateWebhook, webhook, path, report);
    if (!isMapping(webhook)) delete webhooks[name];
  }
  return webhooks;
}

/** Reports what `validate` finds in `value`, which stands at `base`, and takes it out. */
function refuse(validate: Validator, value: unknown, base: Path, report: Report): void {
  if (validate(value)) return;
  const refused: Path[] = [];
  const reported = new Set<string>();
  for (const one of validate.errors ?? []) {
    const extra = one.params.additionalProperty as string | undefined;
    // It was refused where another alias of it stands.
    if (valueAt(one.data, extra === undefined ? [] : [extra]) === undefined) continue;
    const holder = [...base, ...pointerPath(one.instancePath, value)];
    // `false` may stand for the block of an environment: that a block is not `false` says nothing about it.
    if (isBlock(holder) && isMapping(one.data) && extra === undefined) continue;
    const key = `${one.instancePath} ${extra ?? one.params.missingProperty}`;
    if (reported.has(key)) continue;
    reported.add(key);
    const path = extra === undefined ? holder : [...holder, extra];
    report('error', extra === undefined ? path : { keyOf: path }, () => explain(one, path));
    refused.push(path);
  }
  for (const path of refused) takeOut(value, unitOf(path).slice(base.length));
}

/**
 * The path of what is refused as a whole when something at `path` is wrong: an event or a decision of a list, or else
 * the field, since what is left of a broken value is no value.
 */
function unitOf(path: Path): Path {
  const field = path[0] === 'webhooks' && path[2] === 'environments' ? 4 : 2;
  const isList = path[field] === 'events' || path[field] === 'decisions';
  return path.slice(0, isList ? field + 2 : field + 1);
}

function takeOut(root: unknown, path: Path): void {
  const last = path.at(-1);
  const holder = valueAt(root, path.slice(0, -1));
  if (last !== undefined && typeof holder === 'object' && holder !== null) (holder as Mapping)[last] = undefined;
}

/** Splits a JSON pointer (RFC 6901) into `root`; steps into a list become numbers. */
function pointerPath(pointer: string, root: unknown): Path {
  let value = root;
  const parts = pointer.split('/').slice(1);
  return parts.map((part) => {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    const step = Array.isArray(value) ? Number(key) : key;
    value = valueAt(value, [step]);
    return step;
  });
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step) ? (value as Mapping)[step] : undefined,
    root,
  );
}

type Mapping = Record<string | number, unknown>;

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
