import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandFiles } from './files.ts';

/** What a step of a job finds in its environment, with nothing of this machine's but PATH. */
export function runnerEnvironment(home: string, workspace: string, files: CommandFiles): Record<string, string> {
  const temp = join(home, '_temp');
  const tools = join(home, '_tool');
  mkdirSync(tools);
  const event = join(temp, 'event.json');
  writeFileSync(event, '{}');
  return {
    CI: 'true',
    GITHUB_ACTION: 'webhooks',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTOR: 'octocat',
    GITHUB_API_URL: 'https://api.github.com',
    GITHUB_ENV: files.env,
    GITHUB_EVENT_NAME: 'push',
    GITHUB_EVENT_PATH: event,
    GITHUB_GRAPHQL_URL: 'https://api.github.com/graphql',
    GITHUB_JOB: 'release',
    GITHUB_OUTPUT: files.output,
    GITHUB_PATH: files.path,
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REF_NAME: 'main',
    GITHUB_REF_TYPE: 'branch',
    GITHUB_REPOSITORY: 'octocat/payments',
    GITHUB_REPOSITORY_OWNER: 'octocat',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '1658821493',
    GITHUB_RUN_NUMBER: '3',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: 'ffac537e6cbbf934b08745a378932722df287a53',
    GITHUB_STATE: files.state,
    GITHUB_STEP_SUMMARY: files.step_summary,
    GITHUB_WORKFLOW: 'Release',
    GITHUB_WORKSPACE: workspace,
    HOME: home,
    LANG: 'C.UTF-8',
    PATH: process.env.PATH ?? '',
    RUNNER_ARCH: 'X64',
    RUNNER_ENVIRONMENT: 'github-hosted',
    RUNNER_NAME: 'GitHub Actions 2',
    RUNNER_OS: 'Linux',
    RUNNER_TEMP: temp,
    RUNNER_TOOL_CACHE: tools,
  };
}
