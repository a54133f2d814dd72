/** The environments that a document names by its servers. */
import type { Part } from './part.ts';

/** Environment name → base URL. */
export type Environments = Readonly<Record<string, string>>;

/** The name of a server is its `name`, or stands in its description: "The Conduit API Sandbox environment". */
export function environmentsOf(servers: Part): Environments {
  const environments: Record<string, string> = {};
  for (const [, server] of servers.entries()) {
    const url = server.at('url').text('The URL is missing.').replace(/\/+$/, '');
    if (!/^https:\/\/[^/?#{}@]+[^?#{}@]*$/.test(url) || !URL.canParse(url)) {
      throw server.at('url').error('The URL must begin with https and have no variables.');
    }
    const environment = nameOf(server);
    if (Object.hasOwn(environments, environment)) {
      throw server.error(`There are two servers for the environment "${environment}".`);
    }
    if (Object.values(environments).includes(url)) {
      throw server.error(`There are two servers with the URL ${url}.`);
    }
    environments[environment] = url;
  }
  if (Object.keys(environments).length === 0) throw servers.error('There are no servers.');
  return liveLast(environments);
}

/** What is tried first is named first. */
function liveLast(environments: Environments): Environments {
  const isLive = ([name]: [string, string]) => Number(name === 'live');
  return Object.fromEntries(Object.entries(environments).sort((a, b) => isLive(a) - isLive(b)));
}

function nameOf(server: Part): string {
  const described = /(\S+)\s+environment\b/i.exec(String(server.at('description').value))?.[1];
  const name = String(server.at('name').value ?? described ?? '').toLowerCase();
  if (/^[a-z][a-z0-9-]{0,30}$/.test(name)) return name;
  throw server.error('The description has no name, such as "The sandbox environment".');
}

/** Says which environment is not called as it was before: state and manifests know it by that name. */
export function renamedEnvironment(before: Environments, now: Environments): string | undefined {
  for (const [name, url] of Object.entries(before)) {
    const other = Object.keys(now).find((one) => now[one] === url) ?? name;
    if (other !== name) return `The environment "${name}" (${url}) is now called "${other}".`;
    if (now[name] === undefined) return `The environment "${name}" (${url}) is gone.`;
  }
  return undefined;
}
