/** Fields that the manifest has in another place, and what to do about it. */
import { environments, requestFields } from '../generated/api.ts';
import { type Path, quoted, quotedList } from './problem.ts';

const ofEnvironments = Object.keys(environments);
const ofSettings: readonly string[] = ['baseUrl', 'decisions'];
const ofWebhooks: readonly string[] = [...requestFields, 'secret'];
const ofManifest: readonly string[] = ['environments', 'webhooks'];
const knownFields = [...ofEnvironments, ...ofSettings, ...ofWebhooks, ...ofManifest, 'id'];

/** Where the unknown field at `path` belongs; undefined when it is a field nowhere. */
export function rightPlace(path: Path): string | undefined {
  const field = String(path.at(-1));
  const parts = field.split('.');
  if (parts.length > 1 && parts.length < 6 && knownFields.includes(parts[0] ?? '')) {
    const nested = parts.map((part) => quoted(`${part}:`)).join(', below it ');
    return `${quoted(field)} is one key in YAML. Nest it: ${nested}.`;
  }
  const isWithinWebhook = path[0] === 'webhooks' && path.length > 2;
  const anyName = `the name of the environment (${quotedList(ofEnvironments, 'or')})`;
  const move = (where: string) => `Move it below ${where}.`;
  if (field === 'id') {
    const where = isWithinWebhook ? 'of this webhook' : 'of its webhook';
    return `"id" is set per environment. ${move(`"environments:" ${where}, then ${anyName}`)}`;
  }
  if (ofSettings.includes(field)) {
    const where = `"environments:" at the top of the manifest, then ${anyName}`;
    return `${quoted(field)} is set per environment. ${move(where)}`;
  }
  if (ofEnvironments.includes(field)) {
    const where = isWithinWebhook ? '"environments:" of this webhook' : '"environments:"';
    return `${quoted(field)} is an environment. ${move(where)}`;
  }
  if (ofWebhooks.includes(field)) {
    return `${quoted(field)} belongs to a webhook. ${move('"webhooks:", then the name of the webhook')}`;
  }
  return undefined;
}
