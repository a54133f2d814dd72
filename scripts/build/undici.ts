/** Stands in the bundle for undici, which `@actions/http-client` imports for `getAgentDispatcher` alone. */
export class ProxyAgent {
  constructor() {
    throw new Error('undici is not part of this bundle');
  }
}
