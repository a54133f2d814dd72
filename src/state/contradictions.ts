/** What no schema can say of a state document: that nothing in it contradicts anything else. Pure. */
import { requestPrefix } from '../safe/id.ts';
import { idsOf, type StateDocument } from './document.ts';

/** More webhooks than any state of its size would name. */
const mostIds = 100_000;

/** What contradicts what, as a sentence goes on; undefined when nothing does. */
export function contradictionIn({ webhooks }: StateDocument): string | undefined {
  /** Each webhook's ID, and the name that it stands under. */
  const places = new Map<string, string>();
  for (const [name, record] of Object.entries(webhooks)) {
    if (record === undefined) continue;
    const { current, request, removedAt } = record;
    const times = {
      'current/at': current?.at,
      'request/at': request?.at,
      'request/until': request?.until,
      removedAt,
    };
    for (const [field, time] of Object.entries(times)) {
      if (time !== undefined && !isTime(time)) return `/webhooks/${name}/${field} is not a time`;
    }
    if (request !== undefined && Date.parse(request.until) < Date.parse(request.at)) {
      return `/webhooks/${name}/request/until is before its "at"`;
    }
    for (const id of idsOf(record)) {
      if (id.startsWith(requestPrefix)) continue;
      const other = places.get(id);
      if (other !== undefined) return `${id} stands in /webhooks/${other} and again in /webhooks/${name}`;
      places.set(id, name);
    }
    if (places.size > mostIds) return `it has the IDs of more than ${mostIds} webhooks`;
  }
  return undefined;
}

/** True for what `Date.toISOString` writes. */
function isTime(text: string): boolean {
  const time = new Date(text);
  return !Number.isNaN(time.getTime()) && time.toISOString() === text;
}
