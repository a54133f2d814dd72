/** Imported by `@actions/http-client` for `getAgentDispatcher` alone, which this action does not call. */
export class ProxyAgent {
  constructor() {
    throw new Error('undici is not part of this bundle: see stubs/README.md');
  }
}
