/** Finds the webhook that a new name seems to stand for: one that is recorded and no longer declared. */
import type { Declaration } from '../manifest/declarations.ts';
import { likenessKeys } from '../state/body.ts';
import type { SecretSlot, WebhookRecord } from '../state/document.ts';
import { describeDeclared, type Former } from './facts.ts';

interface Known {
  records: ReadonlyMap<string, WebhookRecord>;
  slots: ReadonlyMap<string, SecretSlot>;
  declared: ReadonlyMap<string, Declaration>;
  held: ReadonlySet<string>;
  keyOf(declaration: Declaration): string | undefined;
}

/**
 * The likeliest comes first: one with the declared `id`; with the declared body; with its URL; the one whose signing
 * secret is in its GitHub secret. A standing request counts, too. An `id` that was never held names another webhook,
 * unless it may be what became of a request. Finds it without a look at all that is recorded.
 */
export function formerFinder(known: Known): (declaration: Declaration) => Former | undefined {
  const { records, slots, declared, held } = known;
  const byLikeness = new Map<string, string[]>();
  const note = (likeness: string, name: string) => {
    const names = byLikeness.get(likeness);
    if (names === undefined) byLikeness.set(likeness, [name]);
    else if (names.at(-1) !== name) names.push(name);
  };
  for (const [name, { current, request }] of records) {
    if (declared.has(name)) continue;
    for (const one of [current, request]) {
      if (one === undefined) continue;
      for (const key of likenessKeys(one)) note(`body ${key}`, name);
      note(`url ${String(one.body.url)}`, name);
      note(`id ${one.id}`, name);
    }
  }
  return (declaration) => {
    const { id } = declaration;
    const mustBeRequest = id !== undefined && !held.has(id);
    const described = describeDeclared(declaration);
    const owner = slots.get(known.keyOf(declaration) ?? '')?.owner;
    const likenesses = [
      ...(id === undefined ? [] : [`id ${id}`]),
      ...likenessKeys(described).map((key) => `body ${key}`),
      `url ${String(described.body.url)}`,
      ...(owner === undefined ? [] : [`id ${owner}`]),
    ];
    for (const likeness of likenesses) {
      for (const name of byLikeness.get(likeness) ?? []) {
        // What has moved to another name since, or is gone, is no longer there.
        const record = records.get(name);
        const has = [record?.current, record?.request].some((one) => one !== undefined);
        if (record === undefined || !has || (mustBeRequest && record.request === undefined))
          continue;
        return { name, record };
      }
    }
    return undefined;
  };
}
