/** What the API says of a URL and of events as they are sent: a manifest may write them as a path and as patterns. */
import { validateSent } from '../generated/manifest-validator.ts';
import { type Draft, expandEvents, fullUrl } from './declarations.ts';
import { type Path, type PathProblem, quoted } from './problem.ts';

/** Judges a draft. What is sent as it is written, the schema has judged. */
export function judgeSent(
  { fields, pathOf }: Draft,
  baseUrl: string | undefined,
  report: (problem: PathProblem) => void,
): void {
  const url = fullUrl(fields.url ?? '', baseUrl);
  const listed = (fields.events ?? []).filter((event) => event !== undefined);
  const events = expandEvents(listed);
  if (validateSent({ url, events })) return;
  for (const { instancePath, keyword, schema } of validateSent.errors ?? []) {
    const path: Path = pathOf(instancePath.slice(1));
    const isUrl = instancePath === '/url';
    if (isUrl ? url === fields.url : events.length === listed.length) continue;
    const sent = isUrl ? `The URL becomes ${quoted(url)}` : `The list becomes ${events.length} events`;
    const message = () => `${sent}, which breaks the rule "${keyword}: ${schema}" of the API.`;
    report({ severity: 'error', message, where: { path, at: 'value' } });
  }
}
