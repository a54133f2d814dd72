/** Ways in which GitHub refuses a request or does not answer it, and what a person is told of each. */
import type { ServerResponse } from 'node:http';
import { refusal, sendReply } from './github-server.ts';

export interface Trouble {
  name: string;
  act(reply: ServerResponse): void;
  /** Stands in the message. */
  says: RegExp;
}

/** `elsewhere` is where a redirect leads. */
export function troubles(elsewhere: string): Trouble[] {
  const refused = (name: string, says: RegExp, ...[status, message, headers]: Parameters<typeof refusal>): Trouble => ({
    name,
    says,
    act: (reply) => sendReply(reply, refusal(status, message, headers)),
  });
  const inAnHour = String(Math.ceil(Date.now() / 1000) + 3600);
  return [
    refused('401', /401: Bad credentials.*not valid, or has expired/s, 401, 'Bad credentials'),
    refused(
      '403',
      /403: Resource not accessible.*needs the permission "Secrets: Read and write"/s,
      403,
      'Resource not accessible by personal access token',
    ),
    refused('404', /404: Not Found.*cannot see the repository/s, 404, 'Not Found'),
    refused('418', /418: I am a teapot/, 418, 'I am a teapot'),
    refused('429 for long', /429.*rate limit/s, 429, 'Slow down', { 'Retry-After': '3600' }),
    refused('primary rate limit', /403: API rate limit exceeded.*Re-run later/s, 403, 'API rate limit exceeded', {
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': inAnHour,
    }),
    refused(
      'secondary rate limit',
      /403: You have exceeded a secondary rate limit.*Re-run later/s,
      403,
      'You have exceeded a secondary rate limit',
      { 'Retry-After': '600' },
    ),
    refused('redirect', /status 307.*does not send the token elsewhere/s, 307, 'Moved', {
      Location: `${elsewhere}/repos/octo/other/actions/secrets/public-key`,
    }),
    refused('500', /500: Server Error/, 500, 'Server Error'),
    {
      name: 'cut connection',
      says: /\. No complete reply from GitHub: the connection was (closed|reset)/,
      act: (reply) => reply.destroy(),
    },
  ];
}
