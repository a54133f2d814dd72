/**
 * The decisions that say which recorded webhook a new name stands for. Of the code of such a `keep`, each of the two has
 * one half, so that a line and one half give the other: nothing has to be tried.
 */
import type { DecisionLine } from '../manifest/decisions.ts';
import type { Declaration } from '../manifest/declarations.ts';
import { blankRecord } from '../state/document.ts';
import { codeOf, type Former, keepCode, type PlanContext } from './facts.ts';

/** The code that says that a declaration is the webhook `former` under a new name. */
export function claimCode(former: Former, declaration: Declaration, context: PlanContext): string {
  return xor(formerHalf(former, context), declaredHalf(declaration, context));
}

/** Finds the decisions about declared names that claim a recorded webhook. */
export function claimFinder(
  context: PlanContext,
  declared: ReadonlyMap<string, Declaration>,
): (former: Former) => DecisionLine[] {
  let claims: Map<string, DecisionLine[]> | undefined;
  const claimOf = ({ decision }: DecisionLine) => {
    const declaration = declared.get(decision.name);
    if (declaration === undefined || decision.verb === 'gone') return '';
    return decision.verb === 'replace' ? decision.id : xor(decision.code, declaredHalf(declaration, context));
  };
  return (former) => {
    claims ??= Map.groupBy(context.decisions, claimOf);
    const { current, request } = former.record;
    const id = (request ?? current)?.id ?? '';
    return [formerHalf(former, context), id].flatMap((claim) => claims?.get(claim) ?? []);
  };
}

function formerHalf({ name, record: { revision, request } }: Former, context: PlanContext): string {
  return codeOf('former', context.environment, name, revision, request?.id ?? null);
}

function declaredHalf(declaration: Declaration, context: PlanContext): string {
  return keepCode('renamed', declaration, blankRecord, { context });
}

/** Of two codes, a third one. */
function xor(one: string, other: string): string {
  const bits = Number.parseInt(one, 16) ^ Number.parseInt(other, 16);
  return (bits >>> 0).toString(16).padStart(8, '0');
}
