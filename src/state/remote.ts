/** The URL of a remote, without the secrets that a checkout may have put in it. */
import { secretsIn } from '../clients/url.ts';
import { StateError } from './document.ts';

/** A remote that may stand on a command line, and what was taken out of it. */
export interface PublicRemote {
  remote: string;
  secrets: string[];
}

/**
 * Takes passwords out of `remote`, and user names too where the protocol is not SSH, which needs
 * them.
 * @throws StateError, which does not repeat it, when git would read it in another way than it was
 * meant.
 */
export function publicRemote(remote: string): PublicRemote {
  const [whole = '', protocol = ''] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(remote) ?? [];
  const [authority = ''] = remote.slice(whole.length).split(/[/\\?#]/, 1);
  const path = remote.slice(whole.length + authority.length);
  const at = authority.lastIndexOf('@');
  const [userinfo, host] = [authority.slice(0, Math.max(0, at)), authority.slice(at + 1)];
  if (protocol === '') {
    // Of "user:password@host:path", git takes the user for the host. "name::" leads to a program.
    if (/^[^@:]*:[^@]*@[^:]*:/.test(authority) || /^\w+::/.test(remote)) throw unusable();
    return { remote, secrets: [] };
  }
  // What follows a colon is a port, unless it is the beginning of a password with a slash.
  const [, port = ''] = host.replace(/^\[[^\]]*\]/, '').split(/:(.*)/s);
  if (path.includes('@') && !/^\d*$/.test(port)) throw unusable();
  const user = /ssh/i.test(protocol) && userinfo !== '' ? `${userinfo.split(':', 1)[0]}@` : '';
  return { remote: `${whole}${user}${host}${path}`, secrets: secretsIn(userinfo) };
}

function unusable(): StateError {
  return new StateError(
    'The remote "origin" of the checkout is not a URL that git can use for state. ' + 'Write it without credentials.',
  );
}
