/** State mismatch: the state was written for another manifest or another API URL. */
import { wholeState } from '../../manifest/decisions.ts';
import { code, say, value } from '../../safe/prose.ts';
import { isEmpty, nextRevision, type StateDocument } from '../../state/document.ts';
import { type Asked, type Binding, codeOf, type PlanContext, type QuestionWords } from '../facts.ts';
import type { ReportContext } from '../topic.ts';

export interface StateMismatch extends Asked {
  kind: 'state-mismatch';
  recorded: Binding;
  given: Binding;
}

/** The question, where something is recorded, and not for this manifest and API URL. */
export function stateMismatch(state: StateDocument, context: PlanContext): StateMismatch | undefined {
  if (isEmpty(state) || bound(state, context) === state) return undefined;
  const recorded = { manifest: state.manifest, apiUrl: state.apiUrl };
  const given = { manifest: context.manifest, apiUrl: context.apiUrl };
  const code = codeOf('state-mismatch', context.environment, state.revision, recorded, given);
  const options = [{ verb: 'keep' as const, name: wholeState, code }];
  return { kind: 'state-mismatch', name: wholeState, recorded, given, options };
}

/** The state bound to this manifest and API URL. */
export function bound(state: StateDocument, { manifest, apiUrl }: Binding): StateDocument {
  return state.manifest === manifest && state.apiUrl === apiUrl
    ? state
    : { ...state, manifest, apiUrl, revision: nextRevision(state.revision, 'state-mismatch') };
}

/** What people read of it. */
export function stateMismatchWords(
  { recorded, given }: StateMismatch,
  { environment, words }: ReportContext,
): QuestionWords {
  const differences = [
    { field: 'manifest', registered: recorded.manifest, declared: given.manifest },
    { field: 'api-url', registered: recorded.apiUrl, declared: given.apiUrl },
  ].filter((one) => one.registered !== one.declared);
  const [says, undo] =
    differences.length > 1
      ? [
          say`The ${environment} state was written for another manifest and another Conduit API
            URL (input ${code('api-url')}). Did both change?`,
          say`Restore the manifest's path and the previous ${code('api-url')}`,
        ]
      : recorded.manifest === given.manifest
        ? [
            say`The ${environment} state was written for another Conduit API URL (input
              ${code('api-url')}): ${value(recorded.apiUrl)}. Did the API URL change?`,
            say`Restore the previous ${code('api-url')}`,
          ]
        : [
            say`The ${environment} state was written for another manifest:
              ${value(recorded.manifest)}. Did the manifest move?`,
            say`Move the manifest back`,
          ];
  return {
    name: undefined,
    says,
    facts: differences,
    lead: say`${undo}, or`,
    when: { keep: say`Yes, these are the same webhooks (no request is sent):` },
    also: say`No, this is a second manifest or another Conduit account: give it its own state. Set
      ${words.state} to ${code('git:NAME')}.`,
  };
}
