export const id = 78;
export const ids = [78];
export const modules = {

/***/ 78:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  register: () => (/* binding */ register)
});

// EXTERNAL MODULE: ./lib/state/document.js
var state_document = __webpack_require__(392);
// EXTERNAL MODULE: ./lib/state/text.js + 1 modules
var state_text = __webpack_require__(601);
// EXTERNAL MODULE: ./lib/registration/entries.js
var entries = __webpack_require__(453);
// EXTERNAL MODULE: ./lib/registration/ledger.js
var registration_ledger = __webpack_require__(568);
// EXTERNAL MODULE: ./lib/registration/plan.js
var plan = __webpack_require__(290);
;// CONCATENATED MODULE: ./lib/registration/requests.js
/** Answers with which the API says that no further request will do better. */
const hopeless = [401, 403];
/** Creates each webhook. Resolves when all have a result; never rejects for what a request does. */
async function sendAll(declarations, { client, concurrency, cancelled, onResult }) {
    let stopped;
    const queue = declarations.values();
    async function work() {
        for (const { name, body } of queue) {
            stopped ??= cancelled.aborted ? String(cancelled.reason) : undefined;
            if (stopped !== undefined) {
                await onResult({ name, outcome: 'failed', reason: `not sent: ${stopped}` });
                continue;
            }
            const outcome = await client.create(body);
            if (outcome.kind === 'unsent')
                stopped ??= outcome.reason;
            if (outcome.kind === 'rejected' && hopeless.includes(outcome.status)) {
                stopped ??= `the API refused the credentials (${outcome.status})`;
            }
            await onResult(resultOfOutcome(name, outcome));
        }
    }
    await Promise.all(Array.from({ length: concurrency }, work));
}
function resultOfOutcome(name, outcome) {
    if (outcome.kind === 'rejected') {
        const reason = `the API refused it with status ${outcome.status}`;
        return { name, outcome: 'failed', reason, errors: outcome.errors };
    }
    if (outcome.kind === 'unsent') {
        return { name, outcome: 'failed', reason: `nothing was sent: ${outcome.reason}` };
    }
    const { kind, ...known } = outcome;
    return { name, outcome: kind, ...known };
}

// EXTERNAL MODULE: ./lib/registration/result.js + 1 modules
var registration_result = __webpack_require__(745);
;// CONCATENATED MODULE: ./lib/registration/register.js







/** Another run may write state between our reading and our writing; a handful of times is bad luck, more is not. */
const maxPlans = 5;
/**
 * Creates what is declared and not yet registered. Nothing is sent before the intents are in state.
 * @throws StateError when state cannot be read or the intents cannot be written: nothing was sent.
 * @throws SecretsError when GitHub secrets cannot be written: nothing was sent.
 */
async function register(options) {
    const { store, target } = options;
    for (let plans = 1; plans <= maxPlans; plans += 1) {
        const planned = await (0,registration_ledger.readAndPlan)(store, target);
        const { steps, state, revision } = planned;
        if ((0,plan/* blockersOf */.be)(steps).length > 0) {
            return stopped(planned, 'others must be settled first', options);
        }
        const began = options.moment();
        const before = (0,entries/* entriesBefore */.ey)(steps, state, began);
        if (before.size === 0)
            return settled(planned, options);
        if (options.cancelled.aborted)
            return stopped(planned, String(options.cancelled.reason), options);
        await prepareSecrets(steps, target);
        const next = (0,state_document/* withEntries */.bA)(state, before);
        const written = await store.write((0,state_text/* stateText */.r)(next), revision, intentMessage(steps, target));
        if (written === 'moved')
            continue;
        return carryOut({ steps, state: next, revision: written.revision }, began, options);
    }
    throw new state_document/* StateError */.qq('other runs keep changing the state: nothing was sent. Give the job a concurrency group and run it again');
}
/** Nothing to do: every result is known already. */
function settled({ steps }, { target, onResults }) {
    const results = steps.map((step) => (0,registration_result/* resultOf */.Bg)(step, target.environment));
    onResults(results, results);
    return { results, failures: [] };
}
/** Nothing is sent for any webhook, for the reason `why`. */
function stopped({ steps }, why, { target, onResults }) {
    const results = steps.map((step) => {
        const { name, outcome, ...rest } = (0,registration_result/* resultOf */.Bg)(step, target.environment);
        return outcome === 'created' || outcome === 'adopted'
            ? { name, outcome: 'failed', reason: `not sent: ${why}` }
            : { name, outcome, ...rest };
    });
    onResults(results, results);
    return { results, failures: [] };
}
/** Nothing is created whose signing secret could not be stored. */
async function prepareSecrets(steps, { secrets }) {
    const needed = steps.some((step) => step.action === 'create' && step.declaration.secret !== undefined);
    if (needed && secrets !== undefined)
        await secrets.prepare();
}
async function carryOut(planned, before, options) {
    const { store, target, onResults } = options;
    const { steps } = planned;
    const failures = [];
    const halt = new AbortController();
    const cancelled = AbortSignal.any([options.cancelled, halt.signal]);
    const results = new Map();
    const all = () => steps.flatMap((step) => results.get((0,plan/* nameOf */.Vb)(step)) ?? []);
    const attempt = async (act) => {
        try {
            await act();
        }
        catch (error) {
            failures.push(error.message);
            halt.abort('the result of another webhook could not be kept');
        }
    };
    const tell = (news) => {
        for (const result of news)
            results.set(result.name, result);
        return attempt(() => onResults(news, all()));
    };
    /** Puts a signing secret where its declaration wants it; gives what state records of that. */
    const keepSecret = async ({ name, secret: secretName }, { id, secret, outcome }) => {
        const { secrets, options: { secretsEnvironment }, } = target;
        if (secretName === undefined || secrets === undefined)
            return undefined;
        let stored;
        await attempt(async () => {
            if (secret === undefined) {
                if (outcome !== 'created')
                    return;
                throw new Error(`"${name}" was created as ${id}, but the reply had no signing secret to store in ${secretName}: set it by hand to the Key Secret that the Conduit Dashboard shows`);
            }
            try {
                await secrets.store(secretName, secret);
            }
            catch (error) {
                throw new Error(`"${name}" was created${id === undefined ? '' : ` as ${id}`}, but its signing secret was not stored in ${secretName}: it is in the step output ${name}-secret and in the Conduit Dashboard. ${error.message}`);
            }
            stored = {
                name: secretName,
                ...(secretsEnvironment === undefined ? {} : { environment: secretsEnvironment }),
                storedAt: options.moment().at,
            };
        });
        return stored;
    };
    const creates = steps.filter((step) => step.action === 'create');
    await tell(steps
        .filter((step) => step.action !== 'create')
        .map((step) => (0,registration_result/* resultOf */.Bg)(step, target.environment)));
    if (creates.length === 0)
        return { results: all(), failures };
    const ledger = (0,registration_ledger/* openLedger */.a)(store, planned, target.environment, options.pause);
    const byName = new Map(creates.map((step) => [step.declaration.name, step]));
    const client = await options.connect();
    try {
        await sendAll(creates.map(({ declaration }) => declaration), {
            client,
            concurrency: options.concurrency,
            cancelled,
            async onResult(result) {
                const step = byName.get(result.name);
                await tell([withAdvice(result, step, target)]);
                // From now on it exists: a GitHub secret that is written later has its signing secret.
                const after = options.moment();
                const secret = await keepSecret(step.declaration, result);
                const entry = (0,entries/* entryAfter */.pJ)(step, result, { before, after, ...(secret && { secret }) });
                await attempt(() => ledger.record(new Map([[result.name, entry]])));
            },
        });
    }
    finally {
        client.close();
    }
    await attempt(() => ledger.save(resultMessage(all(), target)));
    return { results: all(), failures };
}
/** A result of a request, with what the plan had to say of it, and the ID that still holds when it failed. */
function withAdvice(result, step, { environment }) {
    const { id, reason } = (0,registration_result/* resultOf */.Bg)(step, environment);
    if (result.outcome !== 'created')
        return id === undefined ? result : { ...result, id };
    return reason === undefined ? result : { ...result, reason };
}
function intentMessage(steps, { environment }) {
    const named = (action) => steps.filter((step) => step.action === action).map(plan/* nameOf */.Vb);
    const found = steps
        .filter((step) => step.action === 'unchanged' && step.secret?.kind === 'found')
        .map(plan/* nameOf */.Vb);
    const parts = [
        ...(named('create').length > 0 ? [`about to create ${named('create').join(', ')}`] : []),
        ...(named('adopt').length > 0 ? [`adopt ${named('adopt').join(', ')}`] : []),
        ...(found.length > 0 ? [`GitHub secret found of ${found.join(', ')}`] : []),
    ];
    return `${environment}: ${parts.join('; ')}`;
}
function resultMessage(results, { environment }) {
    const parts = ['created', 'unknown', 'failed'].flatMap((outcome) => {
        const names = results.filter((result) => result.outcome === outcome).map(({ name }) => name);
        return names.length === 0 ? [] : [`${outcome} ${names.join(', ')}`];
    });
    return `${environment}: ${parts.join('; ')}`;
}


/***/ })

};
