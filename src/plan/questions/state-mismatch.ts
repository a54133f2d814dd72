/** State mismatch: the state was written for another manifest or another API URL. */
import { wholeState } from '../../manifest/decisions.ts';
import { code, say, value } from '../../safe/prose.ts';
import { nextRevision, type StateDocument } from '../../state/document.ts';
import { type Asked, type Binding, codeOf, type PlanContext } from '../facts.ts';
import { addLine, choice, type ReportContext, type Topic } from '../topic.ts';

export interface StateMismatch extends Asked {
  kind: 'state-mismatch';
  recorded: Binding;
  given: Binding;
}

/** The question, where the state is not that of this manifest and API URL. */
export function stateMismatch(
  { manifest, apiUrl, revision }: StateDocument,
  context: PlanContext,
): StateMismatch | undefined {
  const recorded = { manifest, apiUrl };
  const given = { manifest: context.manifest, apiUrl: context.apiUrl };
  if (manifest === given.manifest && apiUrl === given.apiUrl) return undefined;
  const code = codeOf('state-mismatch', context.environment, revision, recorded, given);
  const options = [{ verb: 'keep' as const, name: wholeState, code }];
  return { kind: 'state-mismatch', name: wholeState, recorded, given, options };
}

/** The state bound to this manifest and API URL. */
export function bound(state: StateDocument, { manifest, apiUrl }: Binding): StateDocument {
  return { ...state, manifest, apiUrl, revision: nextRevision(state.revision, 'state-mismatch') };
}

/** What people read of it. */
export function stateMismatchWords(question: StateMismatch, context: ReportContext): Topic {
  const { recorded, given, options } = question;
  const { environment, words } = context;
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
  const choices = options.map((option) => choice(option, say`Yes, these are the same webhooks (no request is sent):`));
  return {
    kind: 'question',
    says,
    facts: differences,
    advice: addLine(choices, say`${undo}, or`),
    choices,
    also: say`No, this is a second manifest or another Conduit account: give it its own state. Set
      ${words.state} to ${code('git:NAME')}.`,
  };
}
