export const id = 225;
export const ids = [225];
export const modules = {

/***/ 225:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  deploy: () => (/* binding */ deploy)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(598);
// EXTERNAL MODULE: ./lib/report/log.js
var log = __webpack_require__(820);
// EXTERNAL MODULE: ./lib/webhook.js
var webhook = __webpack_require__(298);
// EXTERNAL MODULE: ./lib/report/text.js
var report_text = __webpack_require__(639);
;// CONCATENATED MODULE: ./lib/report/context.js

/** `run 120`, with its page where it has one. */
function runLink(id, { run }, label = 'run') {
    const hasPage = run.repositoryUrl !== undefined && /^\d{1,20}$/.test(id);
    const url = hasPage ? `${run.repositoryUrl}/actions/runs/${id}` : undefined;
    return { kind: 'link', text: `${label} ${id}`, url };
}
/** ` on 26 Nov 2026, 01:21 UTC by run 120`. A run outside a workflow has no ID. */
function whenAndBy({ at, run }, context) {
    const by = run.id === '' ? [] : (0,report_text/* say */.cv) ` by ${runLink(run.id, context)}`;
    return (0,report_text/* say */.cv) ` on ${(0,report_text/* dateText */.MK)(at)}${by}`;
}
/** `registered on … by run 120 as whk_…`; for an attempt, `requested on … by run 120`. */
function origin(recorded, context) {
    const when = whenAndBy(recorded, context);
    if ('until' in recorded)
        return (0,report_text/* say */.cv) `requested${when}`;
    const how = recorded.origin === 'created' ? 'registered' : 'adopted';
    return (0,report_text/* say */.cv) `${how}${when} as ${(0,report_text/* value */.Uq)(recorded.id)}`;
}
/** The place in the manifest for the environment's decisions. */
function decisionsPath({ environment }) {
    return (0,report_text/* value */.Uq)(`environments.${environment}.decisions`);
}
/** What can be done by a decision. */
function withLine(context, doing) {
    const each = (0,report_text/* inNumber */.DM)('', ' for each webhook');
    const place = decisionsPath(context);
    return (0,report_text/* say */.cv) `${doing} with one line${each} under ${place} (or in the input ${(0,report_text/* code */.aY)('decisions')}):`;
}
/** What comes before the decisions that can be taken; `otherwise` is what would do without one. */
function decide(context, otherwise) {
    return withLine(context, otherwise === undefined ? 'Decide' : (0,report_text/* say */.cv) `${otherwise}, or decide`);
}
/** What to add once something is done. */
function thenAdd(context, doing) {
    return (0,report_text/* say */.cv) `${doing}, then add under ${decisionsPath(context)}:`;
}
const oneStays = (0,report_text/* inNumber */.DM)('The old one stays', 'The old ones stay');
/** What becomes of a webhook that is replaced. */
const oldOnesStay = (0,report_text/* say */.cv) `${oneStays} active until you
  ${(0,report_text/* inNumber */.DM)('delete it', 'delete them')}.`;
const newOnes = (0,report_text/* inNumber */.DM)('a new webhook with a new signing secret', 'new webhooks with new signing secrets');
/** What `replace` does. */
const replaces = (0,report_text/* say */.cv) `Register ${newOnes}. ${oldOnesStay}`;
/** So much of a text of the API is shown, in UTF-16 units. */
const longestDetail = 600;
/** What the API said, in sentences; undefined when it said nothing. */
function detailsOf(errors = []) {
    const details = errors.map(({ detail, code: name }) => {
        const said = (0,report_text/* cut */.Jj)(detail, longestDetail);
        return name === '' ? said : `${said.replace(/\.$/, '')} (${(0,report_text/* cut */.Jj)(name, 100)})`.trim();
    });
    return details.length === 0 ? undefined : details.map(report_text/* ended */.v6).join(' ');
}
/** The same as a fact. */
function apiSaid(errors) {
    const said = detailsOf(errors);
    return said === undefined ? [] : [(0,report_text/* say */.cv) `Conduit said: ${said}`];
}

// EXTERNAL MODULE: ./lib/generated/api.js
var api = __webpack_require__(609);
;// CONCATENATED MODULE: ./lib/registration/question.js
/** What a run asks, and the decisions that answer it: codes and facts, no words. */

/** The name in a decision about the state as a whole. */
const stateName = '@state';
/** The code of a `keep`: eight hexadecimal digits over all that it is about, so that it answers one question once. */
function codeOf(...about) {
    return (0,external_node_crypto_.createHash)('sha256').update(JSON.stringify(about)).digest('hex').slice(0, 8);
}
/** The line that says a decision. */
function lineOf(decision) {
    const { verb, name } = decision;
    return `${verb} ${name} ${decision.verb === 'keep' ? decision.code : decision.id}`;
}
/** The question what became of an attempt; while its run may still act on it, nobody decides. */
function unknownQuestion(name, attempt, facts) {
    const options = facts.waiting ? [] : [{ verb: 'gone', name, id: attempt.id }];
    return { kind: 'unknown', name, attempt, ...facts, options };
}

;// CONCATENATED MODULE: ./lib/report/questions.js
/** What each question says, and what each decision that answers it does. */




/** The word for a question in a webhook's line. */
function questionWord(question) {
    if (question.kind === 'another-id')
        return 'another ID';
    return question.kind === 'unknown' && question.waiting ? 'waiting' : question.kind;
}
/** `result` is what became of the webhook in this run, once a request was sent for it. */
function questionTopic(question, result, context) {
    switch (question.kind) {
        case 'moved':
            return moved(question, context);
        case 'unknown':
            return question.waiting ? waiting(question, context) : unknown(question, result, context);
        case 'renamed':
            return renamed(question, context);
        case 'returned':
            return returned(question, context);
        case 'another-id':
            return anotherId(question, context);
        case 'changed':
            return changed(question, context);
        case 'unstored':
            return unstored(question, result, context);
    }
}
/** The question's decisions, each with what it does. */
function choicesOf({ options }, meanings) {
    return options.map((option) => ({ line: lineOf(option), says: meanings[option.verb] }));
}
function moved(question, context) {
    const { recorded, given } = question;
    const [what, old, change, undo] = recorded.apiUrl === given.apiUrl
        ? ['manifest', recorded.manifest, 'manifest moved', 'old path']
        : recorded.manifest === given.manifest
            ? ['base URL', recorded.apiUrl, 'base URL changed', 'old base URL']
            : [
                'manifest and base URL',
                `${recorded.manifest}, ${recorded.apiUrl}`,
                'manifest and the base URL changed',
                'old path and base URL',
            ];
    const differences = [
        { field: 'manifest', recorded: recorded.manifest, declared: given.manifest },
        { field: 'api-url', recorded: recorded.apiUrl, declared: given.apiUrl },
    ];
    return {
        kind: 'question',
        says: (0,report_text/* say */.cv) `The state of ${context.environment} belongs to another ${what}: ${(0,report_text/* value */.Uq)(old)}.`,
        facts: differences.filter((one) => one.recorded !== one.declared),
        advice: decide(context, (0,report_text/* say */.cv) `Restore the ${undo}`),
        choices: choicesOf(question, {
            keep: (0,report_text/* say */.cv) `These are the same webhooks: the ${change}. Nothing is sent.`,
        }),
        also: (0,report_text/* say */.cv) `For a second manifest or a second Conduit account, set ${context.words.state} to
      ${(0,report_text/* code */.aY)('git:NAME')}.`,
    };
}
function waiting({ name, attempt }, context) {
    const { id } = attempt.run;
    const isOwn = id !== '' && id === context.run.id;
    const who = isOwn
        ? 'an earlier attempt or another job of this run'
        : id === ''
            ? 'another run'
            : runLink(id, context);
    return {
        kind: 'question',
        name,
        says: (0,report_text/* say */.cv) `${report_text/* subject */.bc}: ${who} is registering ${(0,report_text/* inNumber */.DM)('it', 'these')}.`,
        advice: (0,report_text/* say */.cv) `Wait for it, then run this one again.`,
        also: (0,report_text/* say */.cv) `If that run was killed, run this one again after ${(0,report_text/* dateText */.MK)(attempt.until)}.`,
    };
}
function unknown(question, result, context) {
    const { name, attempt, isDeclared, id } = question;
    const why = attempt.reason === undefined
        ? 'That run ended before it recorded an outcome.'
        : (0,report_text/* sentence */.em)(attempt.reason);
    const { url } = attempt.body;
    const base = {
        kind: 'question',
        name,
        says: (0,report_text/* say */.cv) `${report_text/* subject */.bc}: a request may have reached Conduit, and its outcome is unknown.`,
        facts: [
            (0,report_text/* say */.cv) `Requested${whenAndBy(attempt, context)}. ${why}`,
            ...apiSaid(result?.errors),
            ...(typeof url === 'string' ? [(0,report_text/* say */.cv) `Its URL is ${(0,report_text/* value */.Uq)(url)}.`] : []),
        ],
        place: isDeclared ? { field: undefined } : undefined,
    };
    if (!context.remembers) {
        return {
            ...base,
            advice: (0,report_text/* say */.cv) `Look in the Conduit Dashboard before you run this again: with
        ${(0,report_text/* code */.aY)('state: none')}, every run registers ${(0,report_text/* inNumber */.DM)('it', 'them')}.`,
        };
    }
    const itIs = (0,report_text/* inNumber */.DM)('it is', 'they are');
    const next = id === undefined
        ? (0,report_text/* say */.cv) `The action registers ${(0,report_text/* inNumber */.DM)('it', 'them')}.`
        : (0,report_text/* say */.cv) `The ${(0,report_text/* inNumber */.DM)('webhook', 'webhooks')} recorded before ${(0,report_text/* inNumber */.DM)('stays', 'stay')} in use.`;
    return {
        ...base,
        advice: isDeclared
            ? decide(context, (0,report_text/* say */.cv) `Declare the ${(0,report_text/* code */.aY)('id')}
            ${(0,report_text/* inNumber */.DM)('if the Conduit Dashboard shows it', 'of each that the Conduit Dashboard shows')}`)
            : decide(context, (0,report_text/* say */.cv) `Declare the name again with the ${(0,report_text/* code */.aY)('id')} if you need the webhook`),
        choices: choicesOf(question, {
            gone: isDeclared
                ? (0,report_text/* say */.cv) `You looked, and ${itIs} not in the Conduit Dashboard. ${next}`
                : (0,report_text/* say */.cv) `You looked, and ${itIs} not, or no longer, in the Conduit Dashboard.`,
        }),
    };
}
function renamed(question, context) {
    const { name, from, recorded, isAttempt, differences } = question;
    const moves = (0,report_text/* say */.cv) `It is the same webhook. Its record moves to the new name`;
    const keep = isAttempt
        ? (0,report_text/* say */.cv) `${moves}, and the run then asks what became of the request.`
        : differences.length === 0
            ? (0,report_text/* say */.cv) `${moves}. Nothing is sent.`
            : (0,report_text/* say */.cv) `${moves}, and the run then asks about the differences.`;
    return {
        kind: 'question',
        name,
        says: (0,report_text/* say */.cv) `${report_text/* subject */.bc}: the name is new, and the webhook looks like one that is recorded and no
      longer declared.`,
        facts: [
            (0,report_text/* say */.cv) `Recorded as ${(0,report_text/* value */.Uq)(from)}, ${origin(recorded, context)}.`,
            ...(differences.length === 0 ? [(0,report_text/* say */.cv) `Only the name differs.`] : differences),
        ],
        advice: decide(context, 'Restore the old name'),
        choices: choicesOf(question, {
            keep,
            replace: (0,report_text/* say */.cv) `It is another webhook. The action registers it, and the recorded one stays
        active until you delete it.`,
        }),
        place: { field: undefined },
    };
}
function returned(question, context) {
    const { name, current, removedAt } = question;
    return {
        kind: 'question',
        name,
        says: (0,report_text/* say */.cv) `${report_text/* subject */.bc} ${(0,report_text/* inNumber */.DM)('was', 'were')} removed from the manifest, and
      ${(0,report_text/* inNumber */.DM)('is', 'are')} declared again.`,
        facts: [
            sentenceOf(origin(current, context)),
            (0,report_text/* say */.cv) `First found removed on ${(0,report_text/* dateText */.MK)(removedAt)}.`,
        ],
        advice: decide(context),
        choices: choicesOf(question, {
            keep: (0,report_text/* say */.cv) `You did not delete it in the Conduit Dashboard. Nothing is sent.`,
            gone: (0,report_text/* say */.cv) `You deleted it in the Conduit Dashboard. The action registers a new one with a new
        signing secret.`,
        }),
        place: { field: undefined },
    };
}
function anotherId(question, context) {
    const { name, current, declaredId } = question;
    return {
        kind: 'question',
        name,
        says: (0,report_text/* say */.cv) `${report_text/* subject */.bc}: the declared ${(0,report_text/* code */.aY)('id')} is not that of the recorded webhook.`,
        facts: [
            { field: 'id', recorded: current.id, declared: declaredId },
            sentenceOf(origin(current, context)),
        ],
        advice: decide(context, (0,report_text/* say */.cv) `Take the ${(0,report_text/* code */.aY)('id')} out`),
        choices: choicesOf(question, {
            gone: (0,report_text/* say */.cv) `The recorded webhook is not, or no longer, in the Conduit Dashboard. The action
        adopts the declared one. Nothing is sent.`,
        }),
        place: { field: 'id' },
    };
}
function changed(question, context) {
    const { name, current, differences } = question;
    return {
        kind: 'question',
        name,
        says: (0,report_text/* say */.cv) `${report_text/* subject */.bc}: the manifest changed, and API ${api/* apiVersion */.XV} cannot change a webhook.`,
        facts: [...differences, sentenceOf(origin(current, context))],
        advice: decide(context, 'Undo the change'),
        choices: choicesOf(question, {
            replace: replaces,
            keep: (0,report_text/* say */.cv) `You already made ${(0,report_text/* inNumber */.DM)('this edit', 'these edits')} in the Conduit Dashboard.
        Nothing is sent.`,
        }),
        place: { field: differences[0]?.field },
    };
}
function unstored(question, result, context) {
    const { name, id, secret, exists, taken, observed, formerly } = question;
    const why = result?.trouble
        ? troubleText(result.trouble, secret)
        : exists
            ? observed
                ? (0,report_text/* say */.cv) `The GitHub secret ${(0,report_text/* value */.Uq)(secret)} holds something else: it has not been written
          since a run last checked it.`
                : (0,report_text/* say */.cv) `The GitHub secret ${(0,report_text/* value */.Uq)(secret)} exists, and no run has recorded what it holds.`
            : (0,report_text/* say */.cv) `The GitHub secret ${(0,report_text/* value */.Uq)(secret)} does not exist.`;
    const facts = [
        why,
        ...(result?.secret === undefined
            ? []
            : [(0,report_text/* say */.cv) `The signing secret is in the output ${(0,report_text/* code */.aY)(`${name}-secret`)} of this step.`]),
        (0,report_text/* say */.cv) `The webhook is ${(0,report_text/* value */.Uq)(id)}.`,
        ...formerly.map((key) => {
            const [old = '', environment] = key.split('/');
            const where = environment === undefined ? '' : (0,report_text/* say */.cv) ` in the GitHub environment ${(0,report_text/* value */.Uq)(environment)}`;
            return (0,report_text/* say */.cv) `The GitHub secret ${(0,report_text/* value */.Uq)(old)}${where} holds it, and is not needed once
        ${(0,report_text/* value */.Uq)(secret)} does.`;
        }),
    ];
    const set = (0,report_text/* say */.cv) `${(0,report_text/* inNumber */.DM)('the', 'each')} GitHub secret to the Key Secret that the Conduit
    Dashboard shows`;
    const isUnseen = context.mode === 'plan' && !observed;
    const lead = isUnseen ? (0,report_text/* say */.cv) `Run register once, then set ${set}` : (0,report_text/* say */.cv) `Set ${set}`;
    const newOnes = (0,report_text/* inNumber */.DM)('a new webhook and store its signing secret', 'new webhooks and store their signing secrets');
    const choices = choicesOf(question, { replace: (0,report_text/* say */.cv) `Register ${newOnes}. ${oldOnesStay}` });
    const orDecide = taken
        ? withLine(context, (0,report_text/* say */.cv) `${lead}, or delete it in GitHub if nothing needs it and decide`)
        : decide(context, lead);
    return {
        kind: 'question',
        name,
        says: (0,report_text/* say */.cv) `${report_text/* subject */.bc}: the signing secret is not in the GitHub secret that the manifest names.`,
        facts,
        advice: choices?.length ? orDecide : (0,report_text/* say */.cv) `${lead}.`,
        choices,
        also: isUnseen
            ? (0,report_text/* say */.cv) `A plan records nothing. Only a value that is written after the next register run is
        recognized.`
            : context.remembers
                ? (0,report_text/* say */.cv) `The next run sees that
          ${(0,report_text/* inNumber */.DM)('the GitHub secret was', 'the GitHub secrets were')} written.`
                : undefined,
        place: { field: 'secret' },
    };
}
/** Why a signing secret was not stored. */
function troubleText(trouble, secret) {
    switch (trouble.kind) {
        case 'no-secret':
            return (0,report_text/* say */.cv) `Conduit's reply had no signing secret to store in the GitHub secret
        ${(0,report_text/* value */.Uq)(secret)}.`;
        case 'written-meanwhile':
            return (0,report_text/* say */.cv) `Somebody wrote the GitHub secret ${(0,report_text/* value */.Uq)(secret)} during this run, and it was
        left as it is.`;
        case 'failed':
            return (0,report_text/* say */.cv) `GitHub did not store the secret ${(0,report_text/* value */.Uq)(secret)}: ${(0,report_text/* ended */.v6)(trouble.message)}`;
    }
}
/** The text with a capital first and a full stop last; it begins with a word. */
function sentenceOf([first, ...rest]) {
    const start = typeof first === 'string' ? first : '';
    return [`${start.slice(0, 1).toUpperCase()}${start.slice(1)}`, ...rest, '.'];
}

;// CONCATENATED MODULE: ./lib/report/rows.js




const shownAs = {
    created: ['✓', 'created'],
    adopted: ['✓', 'adopted'],
    unchanged: ['=', 'unchanged'],
    'to-create': ['+', 'create'],
    'to-adopt': ['+', 'adopt'],
    undecided: ['?', 'undecided'],
    unknown: ['?', 'unknown'],
    unstored: ['✗', 'not stored'],
    refused: ['✗', 'refused'],
    unsent: ['✗', 'not sent'],
};
/** Of the webhooks that an error is about. */
function faultyNames({ errors }) {
    return new Set(errors.flatMap((error) => ('name' in error ? error.name : [])));
}
function rowsOf(plan, context) {
    const webhooks = new Map(plan.webhooks.map((one) => [one.declaration.name, one]));
    const words = new Map(plan.questions.flatMap((one) => (one.kind === 'moved' ? [] : [[one.name, questionWord(one)]])));
    const faulty = faultyNames(plan);
    const isOutdated = plan.errors.some(({ kind }) => kind === 'outdated');
    const others = Object.entries(plan.next.webhooks).flatMap(([name, record]) => record?.current || record?.replaced.length ? name : []);
    function shown({ name, status }) {
        if (status === 'to-create' && faulty.has(name))
            return ['✗', 'error'];
        if (status !== 'undecided')
            return shownAs[status];
        if (isOutdated)
            return ['✗', 'outdated'];
        const word = words.get(name);
        if (word !== undefined)
            return ['?', word];
        return faulty.has(name) ? ['✗', 'error'] : shownAs.undecided;
    }
    function tailOf({ name, status, id, replaced }) {
        if (faulty.has(name))
            return '';
        const parts = [
            ...(status === 'to-create' && id !== undefined ? [`replaces ${id}`] : []),
            ...(replaced === undefined ? [] : [`replaces ${replaced}`]),
            ...(status === 'to-create' && context.mode === 'register' ? ['held back'] : []),
        ];
        return parts.join(', ');
    }
    function runOf({ name, status }) {
        const isNew = status === 'created' || status === 'unstored';
        const recorded = plan.next.webhooks[name]?.current?.run;
        const id = isNew ? context.run.id : (recorded?.id ?? '');
        return id === '' ? [] : (0,report_text/* say */.cv) `${runLink(id, context)}`;
    }
    return {
        nameWidth: [...webhooks.keys(), ...others].reduce((most, { length }) => Math.max(most, length), 0),
        rowOf(result) {
            const { name, status, id } = result;
            const [mark, word] = shown(result);
            const { body, patterns = [] } = webhooks.get(name)?.declaration ?? {};
            return {
                mark,
                name,
                word,
                id: status === 'to-create' ? undefined : id,
                tail: tailOf(result),
                url: body === undefined ? '' : (0,webhook/* shownUrl */.zA)(body.url),
                patterns,
                run: runOf(result),
            };
        },
        rowOfReminder: ({ kind, name, id }) => ({ mark: '-', name, word: kind, id, tail: '' }),
    };
}

;// CONCATENATED MODULE: ./lib/state/document.js
/** The state document: facts about the webhooks of one environment, and the few ways to change them. Pure. */

/** State could not be read or written. The message says what, why and what to do; parts of it may be untrusted. */
class StateError extends Error {
}
/** The version this code writes. */
const stateVersion = 1;
const firstRevision = '0'.repeat(16);
/** A document in which nothing is recorded. */
function emptyState(environment, manifest, apiUrl) {
    return {
        version: stateVersion,
        environment,
        manifest,
        apiUrl,
        revision: firstRevision,
        writer: { server: '', run: '' },
        webhooks: {},
        secrets: {},
    };
}
/** True when nothing binds the document to a manifest or a base URL. */
function isEmpty({ webhooks }) {
    return Object.keys(webhooks).length === 0;
}
/** What is recorded under a name, which may be that of a property that every object has. */
function recordOf({ webhooks }, name) {
    return Object.hasOwn(webhooks, name) ? webhooks[name] : undefined;
}
/** A record with nothing in it. */
const blankRecord = { revision: firstRevision, replaced: [], gone: [] };
/**
 * The record with `fields` laid over it, undefined taking a field out. `what` names the change: the new revision
 * follows from it and the old one, so that plan and register come to the same codes, and no code ever comes again.
 */
function document_changed(record, what, fields) {
    const revision = nextRevision(record.revision, what);
    const { current, attempt, removedAt, replaced = [], gone = [] } = { ...record, ...fields };
    return {
        revision,
        ...(current && { current }),
        ...(attempt && { attempt }),
        replaced,
        gone,
        ...(removedAt !== undefined && { removedAt }),
    };
}
/** The revision that follows another one by the change `what`. */
function nextRevision(revision, what) {
    return (0,external_node_crypto_.createHash)('sha256')
        .update(JSON.stringify([revision, what]))
        .digest('hex')
        .slice(0, 16);
}
/** A copy of the document with another record under `name`; undefined takes it out. */
function withRecord(state, name, record) {
    const webhooks = new Map(Object.entries(state.webhooks));
    if (record === undefined)
        webhooks.delete(name);
    else
        webhooks.set(name, record);
    return { ...state, webhooks: Object.fromEntries(webhooks) };
}
/** Every ID that the document knows of, whatever became of it. */
function heldIds({ webhooks }) {
    return new Set(Object.values(webhooks).flatMap((record) => record === undefined
        ? []
        : [...(record.current ? [record.current.id] : []), ...record.replaced, ...record.gone]));
}
/** The key of a GitHub secret. GitHub tells no upper from lower case in its name, nor in an environment's. */
function secretKey(name, environment) {
    const key = name.toUpperCase();
    return environment === undefined ? key : `${key}/${environment.toLowerCase()}`;
}
/** True when the run `one` began before `other`, as far as their IDs tell: GitHub's numbers grow. */
function isOlder(one, other) {
    return (one.server === other.server &&
        [one.run, other.run].every((id) => /^\d{1,20}$/.test(id)) &&
        BigInt(one.run) < BigInt(other.run));
}
/** The document as `writer` writes it: a later run that wrote before stays named. */
function writtenBy(state, writer) {
    return isOlder(writer, state.writer) ? state : { ...state, writer };
}

// EXTERNAL MODULE: ./lib/report/page.js
var page = __webpack_require__(147);
// EXTERNAL MODULE: ./lib/manifest/suggest.js
var suggest = __webpack_require__(315);
;// CONCATENATED MODULE: ./lib/report/results.js





/** Answers of the API that speak of the credentials. */
const credentialStatuses = [401, 403];
const isAre = (0,report_text/* inNumber */.DM)('is', 'are');
const itThem = (0,report_text/* inNumber */.DM)('it', 'them');
function errorTopic(error, context) {
    const kind = 'error';
    switch (error.kind) {
        case 'contradiction': {
            const lines = [...new Set(error.lines.map(({ decision }) => lineOf(decision)))];
            return {
                kind,
                says: (0,report_text/* say */.cv) `These decisions contradict each other: ${(0,report_text/* listed */.KE)(lines.map(report_text/* value */.Uq))}.`,
                advice: (0,report_text/* say */.cv) `Keep one of them.`,
                place: placeOf(error.lines),
            };
        }
        case 'gone-but-current': {
            const { line, name, id } = error;
            return {
                kind,
                says: (0,report_text/* say */.cv) `${(0,report_text/* value */.Uq)(lineOf(line.decision))}: this webhook is the current one, and no
          question asks about it.`,
                advice: withLine(context, (0,report_text/* say */.cv) `Take ${(0,report_text/* value */.Uq)(name)} out of the manifest, or register a new webhook`),
                choices: [{ line: lineOf({ verb: 'replace', name, id }), says: replaces }],
                place: placeOf([line]),
            };
        }
        case 'id-taken':
            return {
                kind,
                name: error.name,
                says: (0,report_text/* say */.cv) `${report_text/* subject */.bc}: the declared ${(0,report_text/* code */.aY)('id')} ${(0,report_text/* value */.Uq)(error.id)} is recorded for
          ${(0,report_text/* value */.Uq)(error.owner)}.`,
                advice: (0,report_text/* say */.cv) `Declare this webhook under one name only.`,
                place: { field: 'id' },
            };
        case 'secret-taken':
            return {
                kind,
                name: error.name,
                says: (0,report_text/* say */.cv) `${report_text/* subject */.bc}: the GitHub secret ${(0,report_text/* value */.Uq)(error.secret)} exists, and the action does
          not overwrite it.`,
                advice: (0,report_text/* say */.cv) `Delete it in GitHub if nothing needs it, or declare another name.`,
                place: { field: 'secret' },
            };
        case 'no-token': {
            const input = (0,report_text/* code */.aY)('secrets-token');
            const why = error.why === 'missing'
                ? (0,report_text/* say */.cv) `the input ${input} is empty`
                : (0,report_text/* say */.cv) `the input ${input} is GITHUB_TOKEN, which can never write secrets`;
            return {
                kind,
                name: error.name,
                says: (0,report_text/* say */.cv) `${report_text/* subject */.bc}: the GitHub secret ${(0,report_text/* value */.Uq)(error.secret)} cannot be checked or
          written, because ${why}.`,
                advice: (0,report_text/* say */.cv) `Use a GitHub App token or a fine-grained token that can write secrets.`,
                place: { field: 'secret' },
            };
        }
        case 'outdated':
            return {
                kind,
                says: (0,report_text/* say */.cv) `This run is older than ${runLink(error.run, context)}, which wrote the state. It
          sent, decided and recorded nothing.`,
                advice: (0,report_text/* say */.cv) `Start a new run of the workflow.`,
            };
    }
}
/** The decisions that an error is about. */
function linesOf(error) {
    if (error.kind === 'contradiction')
        return error.lines;
    return error.kind === 'gone-but-current' ? [error.line] : [];
}
/** Where the first of the lines stands that is in the manifest. */
function placeOf(lines) {
    const range = lines.find((line) => line.range !== undefined)?.range;
    return range && { range };
}
/** What the requests came to, where that is no question and no plain success. */
function resultTopics({ plan, results }, context) {
    const declarations = new Map(plan.webhooks.map((one) => [one.declaration.name, one.declaration]));
    const denied = results.filter(({ refusedWith }) => credentialStatuses.includes(refusedWith));
    const topics = results.flatMap((result) => [
        ...refusal(result, declarations.get(result.name), denied.length > 0),
        ...(result.warnings ?? []).map((warning) => ({
            kind: 'warning',
            name: result.name,
            says: (0,report_text/* say */.cv) `${report_text/* subject */.bc}: ${warningText(warning)}`,
            place: { field: undefined },
        })),
    ]);
    return denied.length === 0 ? topics : [deniedTopic(denied, results, context), ...topics];
}
/** 401 and 403 speak of the run's credentials, not of a webhook. */
function deniedTopic(denied, results, { environment }) {
    const [first] = denied;
    const unsent = results.filter(({ status }) => status === 'unsent');
    const names = (some) => (0,report_text/* listed */.KE)(some.map(({ name }) => (0,report_text/* value */.Uq)(name)));
    return {
        kind: 'error',
        says: (0,report_text/* say */.cv) `Conduit refused the credentials with status ${first?.refusedWith ?? ''}, and created
      nothing for ${names(denied)}.`,
        facts: [
            ...apiSaid(first?.errors),
            ...(unsent.length === 0 ? [] : [(0,report_text/* say */.cv) `Nothing was sent for ${names(unsent)}.`]),
        ],
        advice: (0,report_text/* say */.cv) `Check that ${(0,report_text/* code */.aY)('api-key')} and ${(0,report_text/* code */.aY)('api-secret')} are those of the
      ${environment} environment.`,
    };
}
function refusal({ name, status, refusedWith, errors = [], reason = '' }, declaration, isDenied) {
    const place = { field: declaration && fieldOf(errors, declaration) };
    if (status === 'unsent' && !isDenied) {
        return [{ kind: 'error', name, says: (0,report_text/* say */.cv) `${report_text/* subject */.bc}: nothing was sent (${reason}).` }];
    }
    if (status !== 'refused' || credentialStatuses.includes(refusedWith))
        return [];
    if (refusedWith === 429) {
        return [
            {
                kind: 'error',
                name,
                says: (0,report_text/* say */.cv) `${report_text/* subject */.bc}: Conduit still asks to slow down (status 429) after several tries,
          and created nothing.`,
                facts: apiSaid(errors),
                advice: (0,report_text/* say */.cv) `Run this again later, or with a lower ${(0,report_text/* code */.aY)('concurrency')}.`,
                place,
            },
        ];
    }
    const said = detailsOf(errors);
    const why = said === undefined ? 'and gave no reason.' : `and created nothing: ${said}`;
    return [
        {
            kind: 'error',
            name,
            says: (0,report_text/* say */.cv) `${report_text/* subject */.bc}: Conduit refused the request with status ${refusedWith ?? ''} ${why}`,
            place,
        },
    ];
}
/** The declared field that the API's errors speak of, when they name one. */
function fieldOf(errors, { body }) {
    const said = errors.map(({ detail, code: name }) => `${detail} ${name}`.slice(0, 2000)).join(' ');
    const words = new Set(said.toLowerCase().match(/\w+/g));
    return api/* requestFields */.hH.find((field) => body[field] !== undefined && words.has(field.toLowerCase()));
}
/** What is to be known of a webhook although it stops nothing. `id` is the one it has now. */
function noteTopic(name, id, note, context) {
    const base = { kind: 'notice', name };
    const secret = { ...base, place: { field: 'secret' } };
    switch (note.kind) {
        case 'inert-id':
            return {
                ...base,
                kind: 'warning',
                says: note.fate === 'replaced'
                    ? (0,report_text/* say */.cv) `${report_text/* subject */.bc}: the declared ${(0,report_text/* code */.aY)('id')} was replaced earlier, and does nothing
              now.`
                    : (0,report_text/* say */.cv) `${report_text/* subject */.bc}: the declared ${(0,report_text/* code */.aY)('id')} is recorded as gone, and does nothing
              now.`,
                advice: (0,report_text/* say */.cv) `Take it out.`,
                place: { field: 'id' },
            };
        case 'grown':
            return {
                ...base,
                says: (0,report_text/* say */.cv) `${report_text/* subject */.bc}: the declared patterns now also cover
          ${(0,report_text/* listed */.KE)(note.events.map(report_text/* value */.Uq))}, and
          ${(0,report_text/* inNumber */.DM)('the webhook stays', 'the webhooks stay')} as registered.`,
                advice: withLine(context, 'To receive these events, register a new webhook'),
                choices: id === undefined ? [] : [{ line: lineOf({ verb: 'replace', name, id }), says: replaces }],
                place: { field: 'events' },
            };
        case 'secret-written':
            return {
                ...secret,
                says: (0,report_text/* say */.cv) `${report_text/* subject */.bc}: the GitHub secret was written since a run last checked it, and the
          action assumes that it holds the signing secret.`,
                facts: [(0,report_text/* say */.cv) `The GitHub secret is ${(0,report_text/* value */.Uq)(note.secret)}.`],
                advice: (0,report_text/* say */.cv) `Verify this. The action cannot.`,
            };
        case 'secret-adopted':
            return {
                ...secret,
                says: (0,report_text/* say */.cv) `${report_text/* subject */.bc}: the GitHub secret existed before the adoption, and the action
          assumes that it holds the signing secret.`,
                facts: [(0,report_text/* say */.cv) `The GitHub secret is ${(0,report_text/* value */.Uq)(note.secret)}.`],
                advice: (0,report_text/* say */.cv) `Verify this. The action cannot.`,
            };
        case 'secret-unseen':
            return {
                ...base,
                says: (0,report_text/* say */.cv) `${report_text/* subject */.bc}: the GitHub secret was not checked, because
          ${context.words.unseen}.`,
                advice: (0,report_text/* say */.cv) `A register run needs a token that can.`,
            };
    }
}
/** Advice to delete comes of a state that was read back, so there is none in a plan. */
function reminderTopic({ kind, name, id }, context) {
    return {
        kind: 'deletion',
        name,
        says: kind === 'removed'
            ? (0,report_text/* say */.cv) `${report_text/* subject */.bc} ${isAre} no longer declared in ${context.environment}, and ${isAre} still
          active at Conduit.`
            : (0,report_text/* say */.cv) `${report_text/* subject */.bc} ${(0,report_text/* inNumber */.DM)('was', 'were')} replaced, and the old
          ${(0,report_text/* inNumber */.DM)('webhook is', 'webhooks are')} still active at Conduit.`,
        advice: thenAdd(context, (0,report_text/* say */.cv) `Delete ${itThem} in the Conduit Dashboard`),
        choices: [{ line: lineOf({ verb: 'gone', name, id }) }],
    };
}
/** What a plan says of a name that is recorded and for the first time not declared. */
function removedTopic(name, { environment }) {
    return {
        kind: 'notice',
        name,
        says: (0,report_text/* say */.cv) `${report_text/* subject */.bc} ${isAre} no longer declared in ${environment}.`,
        advice: (0,report_text/* say */.cv) `A register run records this, and sends nothing for ${itThem}.`,
    };
}
/** There is no state: what exists at Conduit already would be created again. */
function firstRunTopic({ isNew, webhooks }) {
    const created = webhooks.filter(({ action }) => action === 'create').length;
    if (!isNew || created === 0)
        return [];
    const all = created < webhooks.length
        ? `${created} of ${(0,report_text/* counted */.hS)(webhooks.length, 'webhook')} will be created`
        : created === 1
            ? 'The webhook will be created'
            : created === 2
                ? 'Both webhooks will be created'
                : `All ${(0,report_text/* counted */.hS)(created, 'webhook')} will be created`;
    const rest = created === 1 ? 'if it exists' : 'of those that exist';
    return [
        { kind: 'notice', says: (0,report_text/* say */.cv) `No state exists. ${all}; declare the ${(0,report_text/* code */.aY)('id')} ${rest}.` },
    ];
}
/** The decisions that this run carried out, or did not come to. */
function decidedTopics({ plan, results, recorded }, { mode }) {
    const statuses = new Map(results.map(({ name, status }) => [name, status]));
    return plan.decided.map(({ decision }) => {
        const status = statuses.get(decision.name);
        const isCreated = status !== 'to-create' && status !== 'refused' && status !== 'unsent';
        const isDone = recorded && (decision.verb !== 'replace' || isCreated);
        const kind = isDone || mode === 'plan' ? 'decision' : 'quiet';
        const says = mode === 'plan'
            ? (0,report_text/* say */.cv) `Decided. The next register run carries this out:`
            : !isDone
                ? (0,report_text/* say */.cv) `Not carried out in this run:`
                : decision.verb === 'replace'
                    ? (0,report_text/* say */.cv) `Carried out:`
                    : (0,report_text/* say */.cv) `Carried out. Not verified: API ${api/* apiVersion */.XV} has no list.`;
        return { kind, says, facts: [[(0,report_text/* value */.Uq)(lineOf(decision))]] };
    });
}
/** One quiet line for decisions with nothing to decide, and suggestions for misspelt names. */
function idleTopics({ plan }, { remembers }) {
    if (plan.errors.some(({ kind }) => kind === 'outdated'))
        return [];
    const wrong = new Set(plan.errors.flatMap(linesOf));
    const idle = plan.idle.filter((line) => !wrong.has(line));
    const lines = [...new Set(idle.map(({ decision }) => lineOf(decision)))];
    if (lines.length === 0)
        return [];
    const which = (0,report_text/* listed */.KE)(lines.map(report_text/* value */.Uq));
    if (!remembers) {
        return [
            { kind: 'quiet', says: (0,report_text/* say */.cv) `With ${(0,report_text/* code */.aY)('state: none')}, decisions do nothing: ${which}.` },
        ];
    }
    const names = [
        ...new Set([
            ...plan.webhooks.map(({ declaration }) => declaration.name),
            ...Object.keys(plan.next.webhooks),
        ]),
    ];
    const known = new Set([...names, stateName]);
    const facts = idle.flatMap(({ decision }) => {
        const guess = known.has(decision.name) ? '' : (0,suggest/* didYouMean */.a)(decision.name, names);
        return guess === ''
            ? []
            : [(0,report_text/* say */.cv) `${(0,report_text/* value */.Uq)(lineOf(decision))}: no webhook is named ${(0,report_text/* value */.Uq)(decision.name)}.${guess}`];
    });
    const have = lines.length === 1 ? 'decision has' : 'decisions have';
    return [
        {
            kind: 'quiet',
            says: (0,report_text/* say */.cv) `${lines.length} ${have} nothing to decide now and can stay: ${which}.`,
            facts,
        },
    ];
}
/** In which way the reply to a creation was odd. */
function warningText(warning) {
    switch (warning.kind) {
        case 'no-secret':
            return (0,report_text/* say */.cv) `the reply has no signing secret. The Conduit Dashboard shows it as the Key Secret.`;
        case 'unusable-secret':
            return (0,report_text/* say */.cv) `the ${(0,report_text/* code */.aY)('secret')} in the reply is no signing secret, and was not kept. The Conduit Dashboard shows it as the Key Secret.`;
        case 'garbled-secret':
            return (0,report_text/* say */.cv) `the signing secret in the reply is not UTF-8 text. Take the Key Secret from the Conduit Dashboard.`;
        case 'odd-id':
            return (0,report_text/* say */.cv) `the ID in the reply does not have the form that API ${api/* apiVersion */.XV} describes.`;
        case 'breaks-spec':
            return (0,report_text/* say */.cv) `the reply departs from API ${api/* apiVersion */.XV} in ${(0,report_text/* listed */.KE)(warning.fields.map(report_text/* code */.aY))}.`;
        case 'another-webhook':
            return (0,report_text/* say */.cv) `the reply differs from the declaration in ${(0,report_text/* listed */.KE)(warning.fields.map(report_text/* code */.aY))}. Look at the webhook in the Conduit Dashboard.`;
        case 'repeated-id':
            return (0,report_text/* say */.cv) `the reply has the ID of ${(0,report_text/* value */.Uq)(warning.owner)}. Look at both webhooks in the Conduit Dashboard.`;
    }
}

// EXTERNAL MODULE: ./lib/report/topic.js
var topic = __webpack_require__(717);
;// CONCATENATED MODULE: ./lib/report/run-page.js







/** The page of a run that came to its end. */
function pageOf(registration, context) {
    const { plan, results } = registration;
    const { environment, manifest } = context;
    const rows = rowsOf(plan, context);
    return {
        ...page/* blankPage */.Q,
        title: titleOf(registration, context),
        remarks: remarksOf(registration, context),
        rows: results.map(rows.rowOf),
        deletions: unwanted(registration, context).map(rows.rowOfReminder),
        nameWidth: rows.nameWidth,
        blocks: (0,topic/* blocksOf */.SH)(topicsOf(registration, context)),
        manifest: {
            path: manifest.path,
            rangeOf: (name, field) => manifest.rangeOf(name, environment, field),
        },
    };
}
function topicsOf(registration, context) {
    const { plan, results, questions, reminders, failures } = registration;
    const byName = new Map(results.map((result) => [result.name, result]));
    const isAhead = results.some(({ status }) => status === 'to-create');
    return [
        ...failures.map(topic/* failureTopic */.aK),
        ...plan.errors.map((error) => errorTopic(error, context)),
        ...resultTopics(registration, context),
        ...questions.map((question) => {
            const result = question.kind === 'moved' ? undefined : byName.get(question.name);
            return questionTopic(question, result, context);
        }),
        ...reminders.map((reminder) => reminderTopic(reminder, context)),
        ...decidedTopics(registration, context),
        ...(isAhead ? firstRunTopic(plan) : []),
        ...(context.mode === 'plan' ? plan.removed.map((name) => removedTopic(name, context)) : []),
        ...results.flatMap(({ name, id, notes }) => notes.flatMap((note) => (isTold(note, plan) ? [] : noteTopic(name, id, note, context)))),
        ...idleTopics(registration, context),
    ];
}
/** True when an error says it already. */
function isTold({ kind }, { errors }) {
    return kind === 'secret-unseen' && errors.some((error) => error.kind === 'no-token');
}
/** What is to delete; in a plan, what is no longer declared. */
function unwanted({ plan, reminders }, { mode }) {
    if (mode === 'register')
        return reminders;
    return plan.removed.flatMap((name) => {
        const id = recordOf(plan.next, name)?.current?.id;
        return id === undefined ? [] : [{ kind: 'removed', name, id }];
    });
}
/** In the order in which a title counts them. */
const counts = [
    [['created', 'unstored'], 'created'],
    [['adopted'], 'adopted'],
    [['to-create'], 'to create'],
    [['to-adopt'], 'to adopt'],
    [['unchanged'], 'unchanged'],
    [['refused'], 'refused'],
    [['unsent'], 'not sent'],
];
function titleOf({ plan, results, questions, failures }, { mode, environment }) {
    const faulty = faultyNames(plan);
    const sound = results.filter(({ name, status }) => status !== 'to-create' || !faulty.has(name));
    const parts = counts.flatMap(([statuses, word]) => {
        const count = sound.filter(({ status }) => statuses.includes(status)).length;
        const isHeld = mode === 'register' && word === 'to create';
        return count === 0 ? [] : [`${(0,report_text/* inThousands */.$n)(count)} ${isHeld ? 'held back' : word}`];
    });
    const waiting = questions.filter((one) => one.kind === 'unknown' && one.waiting).length;
    const open = questions.length - waiting;
    const errors = plan.errors.length + failures.length;
    if (waiting > 0)
        parts.push(`${waiting} waiting`);
    if (open > 0)
        parts.push((0,report_text/* counted */.hS)(open, 'question'));
    if (errors > 0)
        parts.push((0,report_text/* counted */.hS)(errors, 'error'));
    const what = parts.join(', ') || 'no webhook is declared';
    return `${mode === 'plan' ? 'plan for ' : ''}${environment}: ${what}`;
}
/** Statuses of webhooks for which a request was sent. */
const sent = ['created', 'unstored', 'unknown', 'refused'];
function remarksOf({ plan, results }, { mode, isCancelled }) {
    const cancelled = isCancelled ? ['The run was cancelled.'] : [];
    if (mode === 'register') {
        const isSilent = !results.some(({ status }) => sent.includes(status) || status === 'unsent');
        return [...cancelled, ...(isSilent ? ['Nothing was sent.'] : [])];
    }
    const creates = results.filter(({ status }) => status === 'to-create').length;
    const isStopped = plan.questions.length + plan.errors.length > 0;
    const ahead = isStopped
        ? 'A register run would stop here and send nothing.'
        : creates === 0
            ? 'A register run would send nothing.'
            : `A register run would send ${(0,report_text/* counted */.hS)(creates, 'request')}.`;
    return [...cancelled, ahead];
}
/** What is said before the first request of a run. */
function openingBlocks(plan) {
    const mayStart = plan.questions.length + plan.errors.length === 0;
    return (0,topic/* blocksOf */.SH)(mayStart ? firstRunTopic(plan) : []);
}

// EXTERNAL MODULE: ./lib/report/stops.js
var stops = __webpack_require__(979);
// EXTERNAL MODULE: ./lib/action/tell.js + 2 modules
var tell = __webpack_require__(531);
;// CONCATENATED MODULE: ./lib/action/report.js






/** What the report calls settings of the action. */
const actionWords = {
    state: (0,report_text/* say */.cv) `the input ${(0,report_text/* code */.aY)('state')}`,
    unseen: (0,report_text/* say */.cv) `the input ${(0,report_text/* code */.aY)('secrets-token')} is empty or cannot read it`,
};
function reportOn(context, cancelled, runner) {
    const ink = (0,tell/* inkOf */.g)(runner);
    const now = () => ({
        ...context,
        isCancelled: cancelled.aborted,
        words: actionWords,
    });
    let rows;
    return {
        begin(plan) {
            rows = rowsOf(plan, now());
            runner.print(openingBlocks(plan).flatMap((block) => (0,log/* blockLines */.B4)(block, ink)));
        },
        progress(result) {
            if (rows)
                runner.print([(0,log/* rowLine */.xQ)(rows.rowOf(result), rows.nameWidth, ink)]);
        },
        wait: (wait, ms) => runner.print([runner.safe((0,stops/* waitLine */.Aw)(wait, ms))]),
        result(registration) {
            const page = pageOf(registration, now());
            return (0,tell/* tell */.q)(page, runner, rows === undefined ? log/* logLines */.OG : log/* closingLines */.Po);
        },
        stopped: (message) => (0,tell/* tell */.q)((0,stops/* stopPage */.E_)([message], context.environment, cancelled.aborted), runner),
    };
}

// EXTERNAL MODULE: ./lib/github/error.js
var github_error = __webpack_require__(297);
// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(500);
;// CONCATENATED MODULE: ./lib/http/clock.js

const systemClock = {
    now: Date.now,
    elapsed: () => performance.now(),
    sleep: (ms, signal) => (0,promises_.setTimeout)(ms, undefined, { signal }).catch(() => undefined),
    random: Math.random,
};

;// CONCATENATED MODULE: ./lib/generated/state-validator.js
const validateState = validate21;
const schema6 = { "type": "object", "additionalProperties": false, "required": ["version", "environment", "manifest", "apiUrl", "revision", "writer", "webhooks", "secrets"], "properties": { "version": { "type": "number", "enum": [1] }, "environment": { "type": "string" }, "manifest": { "type": "string" }, "apiUrl": { "type": "string" }, "revision": { "type": "string", "pattern": "^[0-9a-f]{16}$" }, "writer": { "type": "object", "additionalProperties": false, "required": ["server", "run"], "properties": { "server": { "type": "string" }, "run": { "type": "string" } } }, "webhooks": { "type": "object", "additionalProperties": { "$ref": "#/definitions/WebhookRecord" } }, "secrets": { "type": "object", "additionalProperties": { "$ref": "#/definitions/SecretSlot" } } }, "definitions": { "WebhookRecord": { "type": "object", "additionalProperties": false, "required": ["revision", "replaced", "gone"], "properties": { "revision": { "type": "string", "pattern": "^[0-9a-f]{16}$" }, "current": { "$ref": "#/definitions/Current" }, "attempt": { "$ref": "#/definitions/Attempt" }, "replaced": { "type": "array", "items": { "type": "string", "pattern": "^[a-zA-Z0-9._-]{1,200}$" } }, "gone": { "type": "array", "items": { "type": "string", "pattern": "^[a-zA-Z0-9._-]{1,200}$" } }, "removedAt": { "type": "string", "pattern": "^(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$" } } }, "Current": { "type": "object", "additionalProperties": false, "required": ["id", "origin", "body", "patterns", "at", "run"], "properties": { "id": { "type": "string", "pattern": "^[a-zA-Z0-9._-]{1,200}$" }, "origin": { "type": "string", "enum": ["created", "adopted"] }, "body": { "type": "object" }, "patterns": { "type": "array", "items": { "type": "string" } }, "at": { "type": "string", "pattern": "^(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$" }, "run": { "$ref": "#/definitions/Run" } } }, "Attempt": { "type": "object", "additionalProperties": false, "required": ["id", "body", "patterns", "at", "run", "until"], "properties": { "id": { "type": "string", "pattern": "^try_[0-9a-f]{8}$" }, "body": { "type": "object" }, "patterns": { "type": "array", "items": { "type": "string" } }, "at": { "type": "string", "pattern": "^(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$" }, "run": { "$ref": "#/definitions/Run" }, "until": { "type": "string", "pattern": "^(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$" }, "secret": { "type": "string" }, "reason": { "type": "string" } } }, "SecretSlot": { "type": "object", "additionalProperties": false, "required": [], "properties": { "updatedAt": { "type": "string" }, "owner": { "type": "string", "pattern": "^[a-zA-Z0-9._-]{1,200}$" }, "awaits": { "type": "string", "pattern": "^[a-zA-Z0-9._-]{1,200}$" } } }, "Run": { "type": "object", "additionalProperties": false, "required": ["id", "attempt", "commit"], "properties": { "id": { "type": "string" }, "attempt": { "type": "string" }, "commit": { "type": "string" } } } } };
const keyword1 = new Set([1]);
const pattern0 = new RegExp("^[0-9a-f]{16}$", "u");
const schema7 = { "type": "object", "additionalProperties": false, "required": ["revision", "replaced", "gone"], "properties": { "revision": { "type": "string", "pattern": "^[0-9a-f]{16}$" }, "current": { "$ref": "#/definitions/Current" }, "attempt": { "$ref": "#/definitions/Attempt" }, "replaced": { "type": "array", "items": { "type": "string", "pattern": "^[a-zA-Z0-9._-]{1,200}$" } }, "gone": { "type": "array", "items": { "type": "string", "pattern": "^[a-zA-Z0-9._-]{1,200}$" } }, "removedAt": { "type": "string", "pattern": "^(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$" } } };
const pattern2 = new RegExp("^[a-zA-Z0-9._-]{1,200}$", "u");
const pattern3 = new RegExp("^(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$", "u");
const schema8 = { "type": "object", "additionalProperties": false, "required": ["id", "origin", "body", "patterns", "at", "run"], "properties": { "id": { "type": "string", "pattern": "^[a-zA-Z0-9._-]{1,200}$" }, "origin": { "type": "string", "enum": ["created", "adopted"] }, "body": { "type": "object" }, "patterns": { "type": "array", "items": { "type": "string" } }, "at": { "type": "string", "pattern": "^(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$" }, "run": { "$ref": "#/definitions/Run" } } };
const keyword2 = new Set(["created", "adopted"]);
const schema9 = { "type": "object", "additionalProperties": false, "required": ["id", "attempt", "commit"], "properties": { "id": { "type": "string" }, "attempt": { "type": "string" }, "commit": { "type": "string" } } };
function validate24(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) { let vErrors = null; let errors = 0; if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
        let missing0;
        if ((((data.id === undefined) && (missing0 = "id")) || ((data.attempt === undefined) && (missing0 = "attempt"))) || ((data.commit === undefined) && (missing0 = "commit"))) {
            validate24.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
            return false;
        }
        else {
            const _errs1 = errors;
            for (const key0 in data) {
                if (!(((key0 === "id") || (key0 === "attempt")) || (key0 === "commit"))) {
                    validate24.errors = [{ instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } }];
                    return false;
                    break;
                }
            }
            if (_errs1 === errors) {
                if (data.id !== undefined) {
                    const _errs2 = errors;
                    if (typeof data.id !== "string") {
                        validate24.errors = [{ instancePath: instancePath + "/id", schemaPath: "#/properties/id/type", keyword: "type", params: { type: "string" } }];
                        return false;
                    }
                    var valid0 = _errs2 === errors;
                }
                else {
                    var valid0 = true;
                }
                if (valid0) {
                    if (data.attempt !== undefined) {
                        const _errs4 = errors;
                        if (typeof data.attempt !== "string") {
                            validate24.errors = [{ instancePath: instancePath + "/attempt", schemaPath: "#/properties/attempt/type", keyword: "type", params: { type: "string" } }];
                            return false;
                        }
                        var valid0 = _errs4 === errors;
                    }
                    else {
                        var valid0 = true;
                    }
                    if (valid0) {
                        if (data.commit !== undefined) {
                            const _errs6 = errors;
                            if (typeof data.commit !== "string") {
                                validate24.errors = [{ instancePath: instancePath + "/commit", schemaPath: "#/properties/commit/type", keyword: "type", params: { type: "string" } }];
                                return false;
                            }
                            var valid0 = _errs6 === errors;
                        }
                        else {
                            var valid0 = true;
                        }
                    }
                }
            }
        }
    }
    else {
        validate24.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
        return false;
    }
} validate24.errors = vErrors; return errors === 0; }
function validate23(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) { let vErrors = null; let errors = 0; if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
        let missing0;
        if (((((((data.id === undefined) && (missing0 = "id")) || ((data.origin === undefined) && (missing0 = "origin"))) || ((data.body === undefined) && (missing0 = "body"))) || ((data.patterns === undefined) && (missing0 = "patterns"))) || ((data.at === undefined) && (missing0 = "at"))) || ((data.run === undefined) && (missing0 = "run"))) {
            validate23.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
            return false;
        }
        else {
            const _errs1 = errors;
            for (const key0 in data) {
                if (!((((((key0 === "id") || (key0 === "origin")) || (key0 === "body")) || (key0 === "patterns")) || (key0 === "at")) || (key0 === "run"))) {
                    validate23.errors = [{ instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } }];
                    return false;
                    break;
                }
            }
            if (_errs1 === errors) {
                if (data.id !== undefined) {
                    let data0 = data.id;
                    const _errs2 = errors;
                    if (errors === _errs2) {
                        if (typeof data0 === "string") {
                            if (!pattern2.test(data0)) {
                                validate23.errors = [{ instancePath: instancePath + "/id", schemaPath: "#/properties/id/pattern", keyword: "pattern", params: { pattern: "^[a-zA-Z0-9._-]{1,200}$" } }];
                                return false;
                            }
                        }
                        else {
                            validate23.errors = [{ instancePath: instancePath + "/id", schemaPath: "#/properties/id/type", keyword: "type", params: { type: "string" } }];
                            return false;
                        }
                    }
                    var valid0 = _errs2 === errors;
                }
                else {
                    var valid0 = true;
                }
                if (valid0) {
                    if (data.origin !== undefined) {
                        let data1 = data.origin;
                        const _errs4 = errors;
                        if (typeof data1 !== "string") {
                            validate23.errors = [{ instancePath: instancePath + "/origin", schemaPath: "#/properties/origin/type", keyword: "type", params: { type: "string" } }];
                            return false;
                        }
                        if (!keyword2.has(data1)) {
                            validate23.errors = [{ instancePath: instancePath + "/origin", schemaPath: "#/properties/origin/enum", keyword: "enum", params: {} }];
                            return false;
                        }
                        var valid0 = _errs4 === errors;
                    }
                    else {
                        var valid0 = true;
                    }
                    if (valid0) {
                        if (data.body !== undefined) {
                            let data2 = data.body;
                            const _errs6 = errors;
                            if (!(data2 && typeof data2 == "object" && !Array.isArray(data2))) {
                                validate23.errors = [{ instancePath: instancePath + "/body", schemaPath: "#/properties/body/type", keyword: "type", params: { type: "object" } }];
                                return false;
                            }
                            var valid0 = _errs6 === errors;
                        }
                        else {
                            var valid0 = true;
                        }
                        if (valid0) {
                            if (data.patterns !== undefined) {
                                let data3 = data.patterns;
                                const _errs8 = errors;
                                if (errors === _errs8) {
                                    if (Array.isArray(data3)) {
                                        var valid1 = true;
                                        const len0 = data3.length;
                                        for (let i0 = 0; i0 < len0; i0++) {
                                            const _errs10 = errors;
                                            if (typeof data3[i0] !== "string") {
                                                validate23.errors = [{ instancePath: instancePath + "/patterns/" + i0, schemaPath: "#/properties/patterns/items/type", keyword: "type", params: { type: "string" } }];
                                                return false;
                                            }
                                            var valid1 = _errs10 === errors;
                                            if (!valid1) {
                                                break;
                                            }
                                        }
                                    }
                                    else {
                                        validate23.errors = [{ instancePath: instancePath + "/patterns", schemaPath: "#/properties/patterns/type", keyword: "type", params: { type: "array" } }];
                                        return false;
                                    }
                                }
                                var valid0 = _errs8 === errors;
                            }
                            else {
                                var valid0 = true;
                            }
                            if (valid0) {
                                if (data.at !== undefined) {
                                    let data5 = data.at;
                                    const _errs12 = errors;
                                    if (errors === _errs12) {
                                        if (typeof data5 === "string") {
                                            if (!pattern3.test(data5)) {
                                                validate23.errors = [{ instancePath: instancePath + "/at", schemaPath: "#/properties/at/pattern", keyword: "pattern", params: { pattern: "^(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$" } }];
                                                return false;
                                            }
                                        }
                                        else {
                                            validate23.errors = [{ instancePath: instancePath + "/at", schemaPath: "#/properties/at/type", keyword: "type", params: { type: "string" } }];
                                            return false;
                                        }
                                    }
                                    var valid0 = _errs12 === errors;
                                }
                                else {
                                    var valid0 = true;
                                }
                                if (valid0) {
                                    if (data.run !== undefined) {
                                        const _errs14 = errors;
                                        if (!(validate24(data.run, { instancePath: instancePath + "/run", parentData: data, parentDataProperty: "run", rootData }))) {
                                            vErrors = vErrors === null ? validate24.errors : vErrors.concat(validate24.errors);
                                            errors = vErrors.length;
                                        }
                                        var valid0 = _errs14 === errors;
                                    }
                                    else {
                                        var valid0 = true;
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
    else {
        validate23.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
        return false;
    }
} validate23.errors = vErrors; return errors === 0; }
const schema10 = { "type": "object", "additionalProperties": false, "required": ["id", "body", "patterns", "at", "run", "until"], "properties": { "id": { "type": "string", "pattern": "^try_[0-9a-f]{8}$" }, "body": { "type": "object" }, "patterns": { "type": "array", "items": { "type": "string" } }, "at": { "type": "string", "pattern": "^(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$" }, "run": { "$ref": "#/definitions/Run" }, "until": { "type": "string", "pattern": "^(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$" }, "secret": { "type": "string" }, "reason": { "type": "string" } } };
const pattern4 = new RegExp("^try_[0-9a-f]{8}$", "u");
function validate27(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) { let vErrors = null; let errors = 0; if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
        let missing0;
        if (((((((data.id === undefined) && (missing0 = "id")) || ((data.body === undefined) && (missing0 = "body"))) || ((data.patterns === undefined) && (missing0 = "patterns"))) || ((data.at === undefined) && (missing0 = "at"))) || ((data.run === undefined) && (missing0 = "run"))) || ((data.until === undefined) && (missing0 = "until"))) {
            validate27.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
            return false;
        }
        else {
            const _errs1 = errors;
            for (const key0 in data) {
                if (!((((((((key0 === "id") || (key0 === "body")) || (key0 === "patterns")) || (key0 === "at")) || (key0 === "run")) || (key0 === "until")) || (key0 === "secret")) || (key0 === "reason"))) {
                    validate27.errors = [{ instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } }];
                    return false;
                    break;
                }
            }
            if (_errs1 === errors) {
                if (data.id !== undefined) {
                    let data0 = data.id;
                    const _errs2 = errors;
                    if (errors === _errs2) {
                        if (typeof data0 === "string") {
                            if (!pattern4.test(data0)) {
                                validate27.errors = [{ instancePath: instancePath + "/id", schemaPath: "#/properties/id/pattern", keyword: "pattern", params: { pattern: "^try_[0-9a-f]{8}$" } }];
                                return false;
                            }
                        }
                        else {
                            validate27.errors = [{ instancePath: instancePath + "/id", schemaPath: "#/properties/id/type", keyword: "type", params: { type: "string" } }];
                            return false;
                        }
                    }
                    var valid0 = _errs2 === errors;
                }
                else {
                    var valid0 = true;
                }
                if (valid0) {
                    if (data.body !== undefined) {
                        let data1 = data.body;
                        const _errs4 = errors;
                        if (!(data1 && typeof data1 == "object" && !Array.isArray(data1))) {
                            validate27.errors = [{ instancePath: instancePath + "/body", schemaPath: "#/properties/body/type", keyword: "type", params: { type: "object" } }];
                            return false;
                        }
                        var valid0 = _errs4 === errors;
                    }
                    else {
                        var valid0 = true;
                    }
                    if (valid0) {
                        if (data.patterns !== undefined) {
                            let data2 = data.patterns;
                            const _errs6 = errors;
                            if (errors === _errs6) {
                                if (Array.isArray(data2)) {
                                    var valid1 = true;
                                    const len0 = data2.length;
                                    for (let i0 = 0; i0 < len0; i0++) {
                                        const _errs8 = errors;
                                        if (typeof data2[i0] !== "string") {
                                            validate27.errors = [{ instancePath: instancePath + "/patterns/" + i0, schemaPath: "#/properties/patterns/items/type", keyword: "type", params: { type: "string" } }];
                                            return false;
                                        }
                                        var valid1 = _errs8 === errors;
                                        if (!valid1) {
                                            break;
                                        }
                                    }
                                }
                                else {
                                    validate27.errors = [{ instancePath: instancePath + "/patterns", schemaPath: "#/properties/patterns/type", keyword: "type", params: { type: "array" } }];
                                    return false;
                                }
                            }
                            var valid0 = _errs6 === errors;
                        }
                        else {
                            var valid0 = true;
                        }
                        if (valid0) {
                            if (data.at !== undefined) {
                                let data4 = data.at;
                                const _errs10 = errors;
                                if (errors === _errs10) {
                                    if (typeof data4 === "string") {
                                        if (!pattern3.test(data4)) {
                                            validate27.errors = [{ instancePath: instancePath + "/at", schemaPath: "#/properties/at/pattern", keyword: "pattern", params: { pattern: "^(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$" } }];
                                            return false;
                                        }
                                    }
                                    else {
                                        validate27.errors = [{ instancePath: instancePath + "/at", schemaPath: "#/properties/at/type", keyword: "type", params: { type: "string" } }];
                                        return false;
                                    }
                                }
                                var valid0 = _errs10 === errors;
                            }
                            else {
                                var valid0 = true;
                            }
                            if (valid0) {
                                if (data.run !== undefined) {
                                    const _errs12 = errors;
                                    if (!(validate24(data.run, { instancePath: instancePath + "/run", parentData: data, parentDataProperty: "run", rootData }))) {
                                        vErrors = vErrors === null ? validate24.errors : vErrors.concat(validate24.errors);
                                        errors = vErrors.length;
                                    }
                                    var valid0 = _errs12 === errors;
                                }
                                else {
                                    var valid0 = true;
                                }
                                if (valid0) {
                                    if (data.until !== undefined) {
                                        let data6 = data.until;
                                        const _errs13 = errors;
                                        if (errors === _errs13) {
                                            if (typeof data6 === "string") {
                                                if (!pattern3.test(data6)) {
                                                    validate27.errors = [{ instancePath: instancePath + "/until", schemaPath: "#/properties/until/pattern", keyword: "pattern", params: { pattern: "^(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$" } }];
                                                    return false;
                                                }
                                            }
                                            else {
                                                validate27.errors = [{ instancePath: instancePath + "/until", schemaPath: "#/properties/until/type", keyword: "type", params: { type: "string" } }];
                                                return false;
                                            }
                                        }
                                        var valid0 = _errs13 === errors;
                                    }
                                    else {
                                        var valid0 = true;
                                    }
                                    if (valid0) {
                                        if (data.secret !== undefined) {
                                            const _errs15 = errors;
                                            if (typeof data.secret !== "string") {
                                                validate27.errors = [{ instancePath: instancePath + "/secret", schemaPath: "#/properties/secret/type", keyword: "type", params: { type: "string" } }];
                                                return false;
                                            }
                                            var valid0 = _errs15 === errors;
                                        }
                                        else {
                                            var valid0 = true;
                                        }
                                        if (valid0) {
                                            if (data.reason !== undefined) {
                                                const _errs17 = errors;
                                                if (typeof data.reason !== "string") {
                                                    validate27.errors = [{ instancePath: instancePath + "/reason", schemaPath: "#/properties/reason/type", keyword: "type", params: { type: "string" } }];
                                                    return false;
                                                }
                                                var valid0 = _errs17 === errors;
                                            }
                                            else {
                                                var valid0 = true;
                                            }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
    else {
        validate27.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
        return false;
    }
} validate27.errors = vErrors; return errors === 0; }
function validate22(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) { let vErrors = null; let errors = 0; if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
        let missing0;
        if ((((data.revision === undefined) && (missing0 = "revision")) || ((data.replaced === undefined) && (missing0 = "replaced"))) || ((data.gone === undefined) && (missing0 = "gone"))) {
            validate22.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
            return false;
        }
        else {
            const _errs1 = errors;
            for (const key0 in data) {
                if (!((((((key0 === "revision") || (key0 === "current")) || (key0 === "attempt")) || (key0 === "replaced")) || (key0 === "gone")) || (key0 === "removedAt"))) {
                    validate22.errors = [{ instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } }];
                    return false;
                    break;
                }
            }
            if (_errs1 === errors) {
                if (data.revision !== undefined) {
                    let data0 = data.revision;
                    const _errs2 = errors;
                    if (errors === _errs2) {
                        if (typeof data0 === "string") {
                            if (!pattern0.test(data0)) {
                                validate22.errors = [{ instancePath: instancePath + "/revision", schemaPath: "#/properties/revision/pattern", keyword: "pattern", params: { pattern: "^[0-9a-f]{16}$" } }];
                                return false;
                            }
                        }
                        else {
                            validate22.errors = [{ instancePath: instancePath + "/revision", schemaPath: "#/properties/revision/type", keyword: "type", params: { type: "string" } }];
                            return false;
                        }
                    }
                    var valid0 = _errs2 === errors;
                }
                else {
                    var valid0 = true;
                }
                if (valid0) {
                    if (data.current !== undefined) {
                        const _errs4 = errors;
                        if (!(validate23(data.current, { instancePath: instancePath + "/current", parentData: data, parentDataProperty: "current", rootData }))) {
                            vErrors = vErrors === null ? validate23.errors : vErrors.concat(validate23.errors);
                            errors = vErrors.length;
                        }
                        var valid0 = _errs4 === errors;
                    }
                    else {
                        var valid0 = true;
                    }
                    if (valid0) {
                        if (data.attempt !== undefined) {
                            const _errs5 = errors;
                            if (!(validate27(data.attempt, { instancePath: instancePath + "/attempt", parentData: data, parentDataProperty: "attempt", rootData }))) {
                                vErrors = vErrors === null ? validate27.errors : vErrors.concat(validate27.errors);
                                errors = vErrors.length;
                            }
                            var valid0 = _errs5 === errors;
                        }
                        else {
                            var valid0 = true;
                        }
                        if (valid0) {
                            if (data.replaced !== undefined) {
                                let data3 = data.replaced;
                                const _errs6 = errors;
                                if (errors === _errs6) {
                                    if (Array.isArray(data3)) {
                                        var valid1 = true;
                                        const len0 = data3.length;
                                        for (let i0 = 0; i0 < len0; i0++) {
                                            let data4 = data3[i0];
                                            const _errs8 = errors;
                                            if (errors === _errs8) {
                                                if (typeof data4 === "string") {
                                                    if (!pattern2.test(data4)) {
                                                        validate22.errors = [{ instancePath: instancePath + "/replaced/" + i0, schemaPath: "#/properties/replaced/items/pattern", keyword: "pattern", params: { pattern: "^[a-zA-Z0-9._-]{1,200}$" } }];
                                                        return false;
                                                    }
                                                }
                                                else {
                                                    validate22.errors = [{ instancePath: instancePath + "/replaced/" + i0, schemaPath: "#/properties/replaced/items/type", keyword: "type", params: { type: "string" } }];
                                                    return false;
                                                }
                                            }
                                            var valid1 = _errs8 === errors;
                                            if (!valid1) {
                                                break;
                                            }
                                        }
                                    }
                                    else {
                                        validate22.errors = [{ instancePath: instancePath + "/replaced", schemaPath: "#/properties/replaced/type", keyword: "type", params: { type: "array" } }];
                                        return false;
                                    }
                                }
                                var valid0 = _errs6 === errors;
                            }
                            else {
                                var valid0 = true;
                            }
                            if (valid0) {
                                if (data.gone !== undefined) {
                                    let data5 = data.gone;
                                    const _errs10 = errors;
                                    if (errors === _errs10) {
                                        if (Array.isArray(data5)) {
                                            var valid2 = true;
                                            const len1 = data5.length;
                                            for (let i1 = 0; i1 < len1; i1++) {
                                                let data6 = data5[i1];
                                                const _errs12 = errors;
                                                if (errors === _errs12) {
                                                    if (typeof data6 === "string") {
                                                        if (!pattern2.test(data6)) {
                                                            validate22.errors = [{ instancePath: instancePath + "/gone/" + i1, schemaPath: "#/properties/gone/items/pattern", keyword: "pattern", params: { pattern: "^[a-zA-Z0-9._-]{1,200}$" } }];
                                                            return false;
                                                        }
                                                    }
                                                    else {
                                                        validate22.errors = [{ instancePath: instancePath + "/gone/" + i1, schemaPath: "#/properties/gone/items/type", keyword: "type", params: { type: "string" } }];
                                                        return false;
                                                    }
                                                }
                                                var valid2 = _errs12 === errors;
                                                if (!valid2) {
                                                    break;
                                                }
                                            }
                                        }
                                        else {
                                            validate22.errors = [{ instancePath: instancePath + "/gone", schemaPath: "#/properties/gone/type", keyword: "type", params: { type: "array" } }];
                                            return false;
                                        }
                                    }
                                    var valid0 = _errs10 === errors;
                                }
                                else {
                                    var valid0 = true;
                                }
                                if (valid0) {
                                    if (data.removedAt !== undefined) {
                                        let data7 = data.removedAt;
                                        const _errs14 = errors;
                                        if (errors === _errs14) {
                                            if (typeof data7 === "string") {
                                                if (!pattern3.test(data7)) {
                                                    validate22.errors = [{ instancePath: instancePath + "/removedAt", schemaPath: "#/properties/removedAt/pattern", keyword: "pattern", params: { pattern: "^(\\d{4}|[+-]\\d{6})-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d+)?Z$" } }];
                                                    return false;
                                                }
                                            }
                                            else {
                                                validate22.errors = [{ instancePath: instancePath + "/removedAt", schemaPath: "#/properties/removedAt/type", keyword: "type", params: { type: "string" } }];
                                                return false;
                                            }
                                        }
                                        var valid0 = _errs14 === errors;
                                    }
                                    else {
                                        var valid0 = true;
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
    else {
        validate22.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
        return false;
    }
} validate22.errors = vErrors; return errors === 0; }
const schema11 = { "type": "object", "additionalProperties": false, "required": [], "properties": { "updatedAt": { "type": "string" }, "owner": { "type": "string", "pattern": "^[a-zA-Z0-9._-]{1,200}$" }, "awaits": { "type": "string", "pattern": "^[a-zA-Z0-9._-]{1,200}$" } } };
function validate31(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) { let vErrors = null; let errors = 0; if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
        const _errs1 = errors;
        for (const key0 in data) {
            if (!(((key0 === "updatedAt") || (key0 === "owner")) || (key0 === "awaits"))) {
                validate31.errors = [{ instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } }];
                return false;
                break;
            }
        }
        if (_errs1 === errors) {
            if (data.updatedAt !== undefined) {
                const _errs2 = errors;
                if (typeof data.updatedAt !== "string") {
                    validate31.errors = [{ instancePath: instancePath + "/updatedAt", schemaPath: "#/properties/updatedAt/type", keyword: "type", params: { type: "string" } }];
                    return false;
                }
                var valid0 = _errs2 === errors;
            }
            else {
                var valid0 = true;
            }
            if (valid0) {
                if (data.owner !== undefined) {
                    let data1 = data.owner;
                    const _errs4 = errors;
                    if (errors === _errs4) {
                        if (typeof data1 === "string") {
                            if (!pattern2.test(data1)) {
                                validate31.errors = [{ instancePath: instancePath + "/owner", schemaPath: "#/properties/owner/pattern", keyword: "pattern", params: { pattern: "^[a-zA-Z0-9._-]{1,200}$" } }];
                                return false;
                            }
                        }
                        else {
                            validate31.errors = [{ instancePath: instancePath + "/owner", schemaPath: "#/properties/owner/type", keyword: "type", params: { type: "string" } }];
                            return false;
                        }
                    }
                    var valid0 = _errs4 === errors;
                }
                else {
                    var valid0 = true;
                }
                if (valid0) {
                    if (data.awaits !== undefined) {
                        let data2 = data.awaits;
                        const _errs6 = errors;
                        if (errors === _errs6) {
                            if (typeof data2 === "string") {
                                if (!pattern2.test(data2)) {
                                    validate31.errors = [{ instancePath: instancePath + "/awaits", schemaPath: "#/properties/awaits/pattern", keyword: "pattern", params: { pattern: "^[a-zA-Z0-9._-]{1,200}$" } }];
                                    return false;
                                }
                            }
                            else {
                                validate31.errors = [{ instancePath: instancePath + "/awaits", schemaPath: "#/properties/awaits/type", keyword: "type", params: { type: "string" } }];
                                return false;
                            }
                        }
                        var valid0 = _errs6 === errors;
                    }
                    else {
                        var valid0 = true;
                    }
                }
            }
        }
    }
    else {
        validate31.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
        return false;
    }
} validate31.errors = vErrors; return errors === 0; }
function validate21(data, { instancePath = "", parentData, parentDataProperty, rootData = data } = {}) { let vErrors = null; let errors = 0; if (errors === 0) {
    if (data && typeof data == "object" && !Array.isArray(data)) {
        let missing0;
        if (((((((((data.version === undefined) && (missing0 = "version")) || ((data.environment === undefined) && (missing0 = "environment"))) || ((data.manifest === undefined) && (missing0 = "manifest"))) || ((data.apiUrl === undefined) && (missing0 = "apiUrl"))) || ((data.revision === undefined) && (missing0 = "revision"))) || ((data.writer === undefined) && (missing0 = "writer"))) || ((data.webhooks === undefined) && (missing0 = "webhooks"))) || ((data.secrets === undefined) && (missing0 = "secrets"))) {
            validate21.errors = [{ instancePath, schemaPath: "#/required", keyword: "required", params: { missingProperty: missing0 } }];
            return false;
        }
        else {
            const _errs1 = errors;
            for (const key0 in data) {
                if (!((((((((key0 === "version") || (key0 === "environment")) || (key0 === "manifest")) || (key0 === "apiUrl")) || (key0 === "revision")) || (key0 === "writer")) || (key0 === "webhooks")) || (key0 === "secrets"))) {
                    validate21.errors = [{ instancePath, schemaPath: "#/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key0 } }];
                    return false;
                    break;
                }
            }
            if (_errs1 === errors) {
                if (data.version !== undefined) {
                    let data0 = data.version;
                    const _errs2 = errors;
                    if (!((typeof data0 == "number") && (isFinite(data0)))) {
                        validate21.errors = [{ instancePath: instancePath + "/version", schemaPath: "#/properties/version/type", keyword: "type", params: { type: "number" } }];
                        return false;
                    }
                    if (!keyword1.has(data0)) {
                        validate21.errors = [{ instancePath: instancePath + "/version", schemaPath: "#/properties/version/enum", keyword: "enum", params: {} }];
                        return false;
                    }
                    var valid0 = _errs2 === errors;
                }
                else {
                    var valid0 = true;
                }
                if (valid0) {
                    if (data.environment !== undefined) {
                        const _errs4 = errors;
                        if (typeof data.environment !== "string") {
                            validate21.errors = [{ instancePath: instancePath + "/environment", schemaPath: "#/properties/environment/type", keyword: "type", params: { type: "string" } }];
                            return false;
                        }
                        var valid0 = _errs4 === errors;
                    }
                    else {
                        var valid0 = true;
                    }
                    if (valid0) {
                        if (data.manifest !== undefined) {
                            const _errs6 = errors;
                            if (typeof data.manifest !== "string") {
                                validate21.errors = [{ instancePath: instancePath + "/manifest", schemaPath: "#/properties/manifest/type", keyword: "type", params: { type: "string" } }];
                                return false;
                            }
                            var valid0 = _errs6 === errors;
                        }
                        else {
                            var valid0 = true;
                        }
                        if (valid0) {
                            if (data.apiUrl !== undefined) {
                                const _errs8 = errors;
                                if (typeof data.apiUrl !== "string") {
                                    validate21.errors = [{ instancePath: instancePath + "/apiUrl", schemaPath: "#/properties/apiUrl/type", keyword: "type", params: { type: "string" } }];
                                    return false;
                                }
                                var valid0 = _errs8 === errors;
                            }
                            else {
                                var valid0 = true;
                            }
                            if (valid0) {
                                if (data.revision !== undefined) {
                                    let data4 = data.revision;
                                    const _errs10 = errors;
                                    if (errors === _errs10) {
                                        if (typeof data4 === "string") {
                                            if (!pattern0.test(data4)) {
                                                validate21.errors = [{ instancePath: instancePath + "/revision", schemaPath: "#/properties/revision/pattern", keyword: "pattern", params: { pattern: "^[0-9a-f]{16}$" } }];
                                                return false;
                                            }
                                        }
                                        else {
                                            validate21.errors = [{ instancePath: instancePath + "/revision", schemaPath: "#/properties/revision/type", keyword: "type", params: { type: "string" } }];
                                            return false;
                                        }
                                    }
                                    var valid0 = _errs10 === errors;
                                }
                                else {
                                    var valid0 = true;
                                }
                                if (valid0) {
                                    if (data.writer !== undefined) {
                                        let data5 = data.writer;
                                        const _errs12 = errors;
                                        if (errors === _errs12) {
                                            if (data5 && typeof data5 == "object" && !Array.isArray(data5)) {
                                                let missing1;
                                                if (((data5.server === undefined) && (missing1 = "server")) || ((data5.run === undefined) && (missing1 = "run"))) {
                                                    validate21.errors = [{ instancePath: instancePath + "/writer", schemaPath: "#/properties/writer/required", keyword: "required", params: { missingProperty: missing1 } }];
                                                    return false;
                                                }
                                                else {
                                                    const _errs14 = errors;
                                                    for (const key1 in data5) {
                                                        if (!((key1 === "server") || (key1 === "run"))) {
                                                            validate21.errors = [{ instancePath: instancePath + "/writer", schemaPath: "#/properties/writer/additionalProperties", keyword: "additionalProperties", params: { additionalProperty: key1 } }];
                                                            return false;
                                                            break;
                                                        }
                                                    }
                                                    if (_errs14 === errors) {
                                                        if (data5.server !== undefined) {
                                                            const _errs15 = errors;
                                                            if (typeof data5.server !== "string") {
                                                                validate21.errors = [{ instancePath: instancePath + "/writer/server", schemaPath: "#/properties/writer/properties/server/type", keyword: "type", params: { type: "string" } }];
                                                                return false;
                                                            }
                                                            var valid1 = _errs15 === errors;
                                                        }
                                                        else {
                                                            var valid1 = true;
                                                        }
                                                        if (valid1) {
                                                            if (data5.run !== undefined) {
                                                                const _errs17 = errors;
                                                                if (typeof data5.run !== "string") {
                                                                    validate21.errors = [{ instancePath: instancePath + "/writer/run", schemaPath: "#/properties/writer/properties/run/type", keyword: "type", params: { type: "string" } }];
                                                                    return false;
                                                                }
                                                                var valid1 = _errs17 === errors;
                                                            }
                                                            else {
                                                                var valid1 = true;
                                                            }
                                                        }
                                                    }
                                                }
                                            }
                                            else {
                                                validate21.errors = [{ instancePath: instancePath + "/writer", schemaPath: "#/properties/writer/type", keyword: "type", params: { type: "object" } }];
                                                return false;
                                            }
                                        }
                                        var valid0 = _errs12 === errors;
                                    }
                                    else {
                                        var valid0 = true;
                                    }
                                    if (valid0) {
                                        if (data.webhooks !== undefined) {
                                            let data8 = data.webhooks;
                                            const _errs19 = errors;
                                            if (errors === _errs19) {
                                                if (data8 && typeof data8 == "object" && !Array.isArray(data8)) {
                                                    for (const key2 in data8) {
                                                        const _errs22 = errors;
                                                        if (!(validate22(data8[key2], { instancePath: instancePath + "/webhooks/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"), parentData: data8, parentDataProperty: key2, rootData }))) {
                                                            vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
                                                            errors = vErrors.length;
                                                        }
                                                        var valid2 = _errs22 === errors;
                                                        if (!valid2) {
                                                            break;
                                                        }
                                                    }
                                                }
                                                else {
                                                    validate21.errors = [{ instancePath: instancePath + "/webhooks", schemaPath: "#/properties/webhooks/type", keyword: "type", params: { type: "object" } }];
                                                    return false;
                                                }
                                            }
                                            var valid0 = _errs19 === errors;
                                        }
                                        else {
                                            var valid0 = true;
                                        }
                                        if (valid0) {
                                            if (data.secrets !== undefined) {
                                                let data10 = data.secrets;
                                                const _errs23 = errors;
                                                if (errors === _errs23) {
                                                    if (data10 && typeof data10 == "object" && !Array.isArray(data10)) {
                                                        for (const key3 in data10) {
                                                            const _errs26 = errors;
                                                            if (!(validate31(data10[key3], { instancePath: instancePath + "/secrets/" + key3.replace(/~/g, "~0").replace(/\//g, "~1"), parentData: data10, parentDataProperty: key3, rootData }))) {
                                                                vErrors = vErrors === null ? validate31.errors : vErrors.concat(validate31.errors);
                                                                errors = vErrors.length;
                                                            }
                                                            var valid3 = _errs26 === errors;
                                                            if (!valid3) {
                                                                break;
                                                            }
                                                        }
                                                    }
                                                    else {
                                                        validate21.errors = [{ instancePath: instancePath + "/secrets", schemaPath: "#/properties/secrets/type", keyword: "type", params: { type: "object" } }];
                                                        return false;
                                                    }
                                                }
                                                var valid0 = _errs23 === errors;
                                            }
                                            else {
                                                var valid0 = true;
                                            }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
    else {
        validate21.errors = [{ instancePath, schemaPath: "#/type", keyword: "type", params: { type: "object" } }];
        return false;
    }
} validate21.errors = vErrors; return errors === 0; }

;// CONCATENATED MODULE: ./lib/state/text.js
/** The state document as text. */


/** What the manifest allows; names become names of step outputs. */
const webhookName = /^[a-z][a-z0-9_-]{0,63}$/;
/** Deeper than any body, and not so deep that working on a value could exhaust the stack. */
const deepest = 500;
/**
 * Reads a document; `place` is where it is, for people.
 * @throws StateError when it is damaged, of a newer version, or of another environment.
 */
function parseState(text, environment, place) {
    const damaged = (what) => new StateError(`The state (${place}) is damaged: ${what}. Restore an earlier version of it, and declare the ID of each webhook that was created since. Without its ID, the next run creates it again.`);
    let value;
    try {
        value = JSON.parse(text);
    }
    catch (error) {
        const [at = ''] = / \(line \d{1,9} column \d{1,9}\)$/.exec(error.message) ?? [];
        throw damaged(`it is not JSON${at}`);
    }
    const found = value?.version;
    if (typeof found === 'number' && found > stateVersion) {
        throw new StateError(`The state (${place}) was written by a newer version of the action (state version ${found}). Use that version.`);
    }
    if (isDeeperThan(deepest, value))
        throw damaged('it is nested too deeply');
    if (!validateState(value)) {
        const [error] = validateState.errors ?? [];
        throw damaged(`${error?.instancePath || 'it'} ${faultIn(error)}`);
    }
    const state = value;
    for (const name of Object.keys(state.webhooks)) {
        if (!webhookName.test(name)) {
            throw damaged(`${JSON.stringify(name)} is not a webhook name`);
        }
    }
    if (state.environment !== environment) {
        throw new StateError(`The state (${place}) belongs to the environment "${state.environment}", not "${environment}". Each environment needs its own state.`);
    }
    return state;
}
/** What is wrong with a value, in words that do not show it. */
function faultIn({ keyword, params } = {}) {
    switch (keyword) {
        case 'required':
            return `lacks ${JSON.stringify(params?.missingProperty)}`;
        case 'additionalProperties':
            return `has the unknown field ${JSON.stringify(params?.additionalProperty)}`;
        case 'type':
            return `is not of the type ${params?.type}`;
        default:
            return 'is not what the action writes there';
    }
}
/** True when more than `levels` lists and objects stand within one another. */
function isDeeperThan(levels, value) {
    if (typeof value !== 'object' || value === null)
        return false;
    return levels === 0 || Object.values(value).some((one) => isDeeperThan(levels - 1, one));
}
/** The text of a document: names in order, so that a diff of two versions shows what changed and no more. */
function stateText(state) {
    const [webhooks, secrets] = [inOrder(state.webhooks), inOrder(state.secrets)];
    return `${JSON.stringify({ ...state, webhooks, secrets }, null, 2)}\n`;
}
function inOrder(values) {
    return Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
}

;// CONCATENATED MODULE: ./lib/registration/draft.js



function draftOf(state, context, seen) {
    return {
        context,
        seen,
        state,
        records: present(state.webhooks),
        secrets: present(state.secrets),
        declared: new Map(context.declarations.map((one) => [one.name, one])),
        lines: Map.groupBy(context.decisions, ({ decision }) => lineOf(decision)),
        held: heldIds(state),
        questions: [],
        errors: [],
        decided: new Set(),
        removed: [],
        notes: new Map(),
    };
}
/** What a plan says beside its webhooks. */
function finished(draft) {
    const { state, context, records, secrets, questions, errors, decided, removed } = draft;
    return {
        questions,
        errors,
        removed,
        isNew: isEmpty(state),
        decided: context.decisions.filter((line) => decided.has(line)),
        idle: context.decisions.filter((line) => !decided.has(line)),
        next: {
            ...state,
            webhooks: Object.fromEntries(records),
            secrets: Object.fromEntries(secrets),
        },
    };
}
/** A declaration as it is compared with what is recorded. */
function describeDeclared({ body, patterns }) {
    return (0,webhook/* describe */.q0)(body, patterns);
}
/**
 * The decision that answers a question, marked as carried out; undefined where there is none, or where two lines
 * contradict each other, which is an error.
 */
function answerTo(draft, options) {
    const given = options.flatMap((option) => draft.lines.get(lineOf(option)) ?? []);
    const [first] = given;
    if (first !== undefined && given.some(({ decision }) => decision.verb !== first.decision.verb)) {
        draft.errors.push({ kind: 'contradiction', lines: given });
        return undefined;
    }
    for (const line of given)
        draft.decided.add(line);
    return first?.decision;
}
/** Records a change of what is known under `name`; `what` names it for the new revision. */
function change(draft, name, what, fields) {
    const record = document_changed(draft.records.get(name) ?? blankRecord, what, fields);
    draft.records.set(name, record);
    return record;
}
function note(draft, name, one) {
    draft.notes.set(name, [...(draft.notes.get(name) ?? []), one]);
}
function present(values) {
    return new Map(Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}

;// CONCATENATED MODULE: ./lib/registration/findings.js


/** The attempt that is written before a request. `until` is when its run no longer acts on it. */
function attemptOf(declaration, { id, until, moment }, secretsEnvironment) {
    const { body, patterns } = describeDeclared(declaration);
    const { secret } = declaration;
    return {
        id,
        body: { ...body },
        patterns: [...patterns],
        ...moment,
        until,
        ...(secret !== undefined && { secret: secretKey(secret, secretsEnvironment) }),
    };
}
function withAttempts(state, attempts) {
    const webhooks = { ...state.webhooks };
    for (const [name, attempt] of attempts) {
        const record = recordOf(state, name) ?? blankRecord;
        webhooks[name] = document_changed(record, attempt.id, { attempt });
    }
    return { ...state, webhooks };
}
/**
 * The state with a finding recorded. It goes by the attempt's ID, wherever that stands by now: a webhook whose attempt
 * is no longer in state is kept as a replaced one, and any other finding of such an attempt is dropped. Recorded
 * again, it changes nothing.
 */
function withFinding(state, finding) {
    const { name, attempt, outcome, stored } = finding;
    const found = Object.entries(state.webhooks).find(([, one]) => one?.attempt?.id === attempt.id);
    const next = stored
        ? { ...state, secrets: { ...state.secrets, [stored.key]: stored.slot } }
        : state;
    if (found?.[1] === undefined) {
        if (outcome.kind !== 'created' || heldIds(state).has(outcome.id))
            return state;
        const record = recordOf(state, name) ?? blankRecord;
        const replaced = [...record.replaced, outcome.id];
        // What somebody else wrote, the state may know better by now.
        const known = stored?.slot.owner === outcome.id ? next : state;
        return withRecord(known, name, document_changed(record, `late ${outcome.id}`, { replaced }));
    }
    const [place, record] = found;
    switch (outcome.kind) {
        case 'created': {
            const { id, moment } = outcome;
            const { body, patterns } = attempt;
            const changes = {
                attempt: undefined,
                removedAt: undefined,
                current: { id, origin: 'created', body, patterns, ...moment },
                // An API that gives an ID again has replaced nothing.
                replaced: [...record.replaced, ...(record.current ? [record.current.id] : [])].filter((one) => one !== id),
            };
            return withRecord(next, place, document_changed(record, `created ${id}`, changes));
        }
        case 'refused':
            return withRecord(next, place, document_changed(record, 'refused', { attempt: undefined }));
        case 'unknown': {
            const { reason } = outcome;
            if (reason === record.attempt?.reason)
                return state;
            const known = { ...attempt, reason };
            return withRecord(next, place, document_changed(record, 'unknown', { attempt: known }));
        }
    }
}
/** True when every attempt stands in the state: then the intent is this run's own. */
function holdsAttempts(state, attempts) {
    return [...attempts].every(([name, { id }]) => recordOf(state, name)?.attempt?.id === id);
}

;// CONCATENATED MODULE: ./lib/registration/ledger.js



/** No request begins while a finding has waited this long. */
const longestWaitMs = 15_000;
/** A write in the background may fail once; the last one is tried this often. */
const lastTries = 5;
/** A ledger upon the state that has this run's attempts. */
function openLedger(start, options) {
    const { store, writer, clock, expired, deadline } = options;
    let { state, revision } = start;
    /** Findings that are not in state yet, and since when the first of them waits, as `elapsed` counts. */
    let pending = [];
    let waitingSince;
    let writing;
    let timer;
    let { writeMs } = options;
    async function writeOnce() {
        const began = clock.elapsed();
        const batch = [...pending];
        const next = writtenBy(batch.reduce(withFinding, state), writer);
        const text = stateText(next);
        const stored = text === stateText(state)
            ? { revision }
            : await store.write(text, revision, messageOf(batch, state), proofFor(batch, state));
        if (stored === 'moved') {
            ({ state, revision } = await readState(store, state));
            throw new StateError('Other runs kept changing the state.');
        }
        ({ revision } = stored);
        state = next;
        pending = pending.slice(batch.length);
        waitingSince = pending.length === 0 ? undefined : began;
        writeMs = clock.elapsed() - began;
    }
    async function write(tries) {
        for (let count = 1; pending.length > 0; count += 1) {
            try {
                await writeOnce();
                return;
            }
            catch (error) {
                if (count >= tries)
                    throw error;
                await clock.sleep(200 * count, expired);
            }
        }
    }
    /** One write at a time; what came in meanwhile is planned for when it has ended. */
    function inTurn(tries) {
        clearTimeout(timer);
        timer = undefined;
        const turn = (writing ?? Promise.resolve()).catch(() => undefined).then(() => write(tries));
        writing = turn;
        const settled = () => {
            if (writing !== turn)
                return;
            writing = undefined;
            schedule();
        };
        turn.then(settled, settled);
        return turn;
    }
    function schedule() {
        if (waitingSince === undefined || timer !== undefined || writing !== undefined)
            return;
        const latest = waitingSince + store.patienceMs - 2 * writeMs;
        timer = setTimeout(() => inTurn(1).catch(() => undefined), Math.max(500, latest - clock.elapsed())).unref();
    }
    return {
        async record(finding) {
            if (!store.remembers)
                return;
            pending.push(finding);
            waitingSince ??= clock.elapsed();
            if (store.patienceMs === 0)
                await inTurn(2);
            else
                schedule();
        },
        async ready() {
            const isOverdue = () => waitingSince !== undefined && clock.elapsed() - waitingSince > longestWaitMs;
            while (isOverdue() && clock.elapsed() < deadline && !expired.aborted) {
                await (writing ?? inTurn(1)).catch(() => clock.sleep(500, expired));
            }
        },
        async close() {
            try {
                await inTurn(lastTries);
            }
            finally {
                clearTimeout(timer);
            }
            return state;
        },
    };
}
/**
 * What the store holds now; `otherwise` when it holds nothing.
 * @throws StateError
 */
async function readState(store, otherwise) {
    const { text, revision } = await store.read();
    const state = text === undefined ? otherwise : parseState(text, otherwise.environment, store.place);
    return { state, revision };
}
/** That a webhook was replaced is read back: only then may anyone be told to delete the older one. */
function proofFor(findings, state) {
    const replaces = ({ name, outcome }) => outcome.kind === 'created' && recordOf(state, name)?.current !== undefined;
    return findings.some(replaces) ? 'read back' : 'reported';
}
function messageOf(findings, { environment }) {
    const parts = ['created', 'unknown', 'refused'].flatMap((kind) => {
        const names = findings.filter(({ outcome }) => outcome.kind === kind).map(({ name }) => name);
        return names.length === 0 ? [] : [`${kind} ${names.join(', ')}`];
    });
    return `${environment}: ${parts.join('; ')}`;
}

;// CONCATENATED MODULE: ./lib/registration/outcome.js

/** What state records of an outcome. */
function recordable(outcome, moment) {
    switch (outcome.kind) {
        case 'created':
            return { kind: 'created', id: outcome.id, moment };
        case 'unknown':
            return { kind: 'unknown', reason: outcome.reason };
        default:
            return { kind: 'refused' };
    }
}
/** `current` is the ID that is recorded now; it goes on unless the webhook was created. */
function resultOf(name, outcome, current) {
    const notes = [];
    switch (outcome.kind) {
        case 'created': {
            const { id, secret, warnings } = outcome;
            return { name, status: 'created', id, replaced: current, secret, warnings, notes };
        }
        case 'rejected': {
            const { status, errors } = outcome;
            return { name, status: 'refused', id: current, refusedWith: status, errors, notes };
        }
        case 'unsent':
            return { name, status: 'unsent', id: current, reason: outcome.reason, notes };
        case 'unknown': {
            const { reason, secret, errors } = outcome;
            return { name, status: 'unknown', id: current, reason, secret, errors, notes };
        }
    }
}
/** Two webhooks have two IDs; an API that gives one twice has mixed something up. */
function withOwnId(result, others) {
    const { id, name, warnings = [] } = result;
    const twin = others.find((other) => id !== undefined && other.id === id && other.name !== name);
    if (twin === undefined)
        return result;
    return { ...result, warnings: [...warnings, { kind: 'repeated-id', owner: twin.name }] };
}
/** What the run asks at once about a webhook whose outcome or signing secret is in doubt. */
function questionAfter({ name, secret }, outcome, tried, known) {
    const { trouble, current, context } = known;
    if (outcome.kind === 'unknown') {
        const attempt = { ...tried, reason: outcome.reason };
        const facts = { waiting: false, isDeclared: true, id: current };
        const question = unknownQuestion(name, attempt, facts);
        return context.remembers ? question : { ...question, options: [] };
    }
    if (outcome.kind !== 'created' || secret === undefined || trouble === undefined)
        return undefined;
    const options = [{ verb: 'replace', name, id: outcome.id }];
    const exists = trouble.kind === 'written-meanwhile';
    return {
        kind: 'unstored',
        name,
        id: outcome.id,
        secret,
        exists,
        taken: exists,
        observed: true,
        formerly: [],
        options: context.remembers ? options : [],
    };
}

;// CONCATENATED MODULE: ./lib/registration/plan.js
/** What a person has to delete in the Dashboard, in the order of names. */
function remindersOf(state, declarations) {
    const declared = new Set(declarations.map(({ name }) => name));
    return Object.entries(state.webhooks).flatMap(([name, record]) => {
        const { current, removedAt, replaced = [] } = record ?? {};
        const isRemoved = current !== undefined && removedAt !== undefined && !declared.has(name);
        return [
            ...(isRemoved ? [{ kind: 'removed', name, id: current.id }] : []),
            ...replaced.map((id) => ({ kind: 'replaced', name, id })),
        ];
    });
}

;// CONCATENATED MODULE: ./lib/registration/requests.js
/** Answers with which the API says that no further request will do better. */
const hopeless = [401, 403];
/** Creates each webhook. Resolves when all have an outcome; never rejects for what a request does. */
async function sendAll(declarations, { client, concurrency, cancelled, halt, ready, onOutcome }) {
    const queue = declarations.values();
    async function work() {
        for (const declaration of queue) {
            await ready();
            const outcome = await outcomeFor(declaration);
            if (outcome.kind === 'unsent')
                halt(outcome.reason);
            if (outcome.kind === 'rejected' && hopeless.includes(outcome.status)) {
                halt(`the API refused the credentials (${outcome.status})`);
            }
            await onOutcome(declaration, outcome);
        }
    }
    async function outcomeFor({ body }) {
        if (cancelled.aborted)
            return { kind: 'unsent', reason: String(cancelled.reason) };
        try {
            return await client.create(body);
        }
        catch {
            return { kind: 'unknown', reason: 'the action failed in a way it did not foresee' };
        }
    }
    await Promise.all(Array.from({ length: concurrency }, work));
}

;// CONCATENATED MODULE: ./lib/registration/result.js
/** What a status means: the lists that name the webhook, and whether the run has failed. */
const statuses = {
    created: { lists: ['created'], fails: false },
    adopted: { lists: ['unchanged'], fails: false },
    unchanged: { lists: ['unchanged'], fails: false },
    'to-create': { lists: ['to-create'], fails: false },
    'to-adopt': { lists: ['unchanged'], fails: false },
    undecided: { lists: ['undecided'], fails: true },
    unknown: { lists: ['undecided'], fails: true },
    unstored: { lists: ['created', 'undecided', 'failed'], fails: true },
    refused: { lists: ['failed'], fails: true },
    unsent: { lists: ['failed'], fails: true },
};
/** What the plan foresees for a webhook; `recorded` once what needs no request is in state. */
function plannedResult({ declaration: { name }, action, id, notes }, recorded) {
    const statusOf = {
        create: 'to-create',
        adopt: recorded ? 'adopted' : 'to-adopt',
        unchanged: 'unchanged',
        undecided: 'undecided',
    };
    return { name, status: statusOf[action], id, notes };
}
/**
 * The outputs that `news` sets and those that `all` results so far set together. IDs and secrets never share one: the
 * runner drops a job output that holds a masked value (JobExtension.cs).
 */
function outputsOf(news, all) {
    const names = (list) => all.filter(({ status }) => statuses[status].lists.includes(list)).map(({ name }) => name);
    const lists = ['to-create', 'created', 'unchanged', 'undecided', 'failed'];
    return {
        ids: JSON.stringify(Object.fromEntries(known(all, 'id'))),
        secrets: JSON.stringify(Object.fromEntries(known(all, 'secret'))),
        ...Object.fromEntries(lists.map((list) => [list, JSON.stringify(names(list))])),
        ...Object.fromEntries(known(news, 'id').map(([name, id]) => [`${name}-id`, id])),
        ...Object.fromEntries(known(news, 'secret').map(([name, secret]) => [`${name}-secret`, secret])),
    };
}
/** Name and value of each result that has `field`. */
function known(results, field) {
    return results.flatMap(({ name, [field]: value }) => value === undefined ? [] : [[name, value]]);
}
/** True when the run has failed: something is asked, was refused, or could not be kept. */
function hasFailed({ results, questions, plan, failures }) {
    return (questions.length + plan.errors.length + failures.length > 0 ||
        results.some(({ status }) => statuses[status].fails));
}

;// CONCATENATED MODULE: ./lib/registration/secrets.js
/** Judges the GitHub secret of the webhook `id` by its slot in state and by what GitHub says. */
function storageOf(slot, seen, id) {
    if (slot?.owner === id)
        return 'stored';
    if (seen === undefined)
        return 'unseen';
    if (seen === null)
        return 'absent';
    if (slot === undefined)
        return 'unobserved';
    return slot.awaits === id && slot.updatedAt !== seen ? 'written' : 'unwritten';
}
/**
 * True when nothing is lost by storing a new signing secret there: there is none, or it is as state last saw it and
 * holds the signing secret of a webhook that `isPast` says is no longer current.
 */
function isFree(slot, seen, isPast) {
    if (seen === null)
        return true;
    return slot?.updatedAt === seen && slot.owner !== undefined && isPast(slot.owner);
}
/** A slot as GitHub says it is now. */
function slotOf(seen, owner) {
    return { ...(seen !== null && { updatedAt: seen }), ...(owner !== undefined && { owner }) };
}
/** The slot once a run has asked for the signing secret of the webhook `id`. */
function awaiting(slot, id) {
    return { ...slot, awaits: id };
}
/** The slot once it was seen: whoever owned it owns it no more if it was written or deleted since. */
function observed(slot, seen) {
    return slotOf(seen, seen === (slot?.updatedAt ?? null) ? slot?.owner : undefined);
}

;// CONCATENATED MODULE: ./lib/registration/store-secret.js


/** Puts a signing secret where its declaration wants it, unless somebody has written there since state saw it. */
async function storeSecret({ secret: name }, outcome, state, { secrets, context }) {
    const isCreated = outcome.kind === 'created';
    if (name === undefined || secrets === undefined)
        return {};
    if (!isCreated && outcome.kind !== 'unknown')
        return {};
    const { secret } = outcome;
    const key = secretKey(name, context.secretsEnvironment);
    const before = state.secrets[key];
    const missing = (slot) => isCreated ? { key, slot: awaiting(slot, outcome.id) } : slot && { key, slot };
    if (secret === undefined) {
        return isCreated ? { stored: missing(before), trouble: { kind: 'no-secret' } } : {};
    }
    try {
        const now = context.remembers ? await secrets.updatedAt(name) : null;
        if (context.remembers && now !== (before?.updatedAt ?? null)) {
            return { stored: missing(slotOf(now)), trouble: { kind: 'written-meanwhile' } };
        }
        await secrets.store(name, secret);
        // Whose it is without an ID, the attempt tells: it names the GitHub secret.
        if (!isCreated || !context.remembers)
            return {};
        return { stored: { key, slot: slotOf(await secrets.updatedAt(name), outcome.id) } };
    }
    catch (error) {
        const { message } = error;
        return { stored: missing(before), trouble: { kind: 'failed', message } };
    }
}

;// CONCATENATED MODULE: ./lib/registration/carry-out.js







async function carryOut({ plan, attempts, start, deadline, writeMs }, connect, options) {
    const { context, begin, show } = options;
    begin(plan);
    const failures = [];
    const halt = new AbortController();
    const halted = AbortSignal.any([options.cancelled, halt.signal]);
    const results = new Map();
    const asked = new Map();
    const inOrder = (values) => plan.webhooks.flatMap(({ declaration: { name } }) => values.get(name) ?? []);
    /** What cannot be kept stops the requests that have not begun. */
    const attempt = async (act) => {
        try {
            await act();
        }
        catch (error) {
            const { message } = error;
            if (!failures.includes(message))
                failures.push(message);
            halt.abort('the result of another webhook could not be kept');
        }
    };
    const keep = (news) => {
        for (const result of news)
            results.set(result.name, result);
        return attempt(() => options.keep(news, inOrder(results)));
    };
    const settled = plan.webhooks.filter(({ action }) => action !== 'create');
    await keep(settled.map((one) => plannedResult(one, true)));
    for (const result of results.values())
        show(result);
    const ledger = openLedger(start, { ...options, writer: context.writer, deadline, writeMs });
    const client = connect(halted, deadline);
    async function onOutcome(declaration, outcome) {
        const { name } = declaration;
        const tried = attempts.get(name);
        if (tried === undefined)
            return;
        const current = recordOf(start.state, name)?.current?.id;
        const result = withOwnId(resultOf(name, outcome, current), inOrder(results));
        await keep([result]);
        const { stored, trouble } = await storeSecret(declaration, outcome, start.state, options);
        const question = questionAfter(declaration, outcome, tried, { trouble, current, context });
        if (question !== undefined)
            asked.set(name, question);
        // What stands in the way of one signing secret stands in the way of the next.
        if (trouble?.kind === 'failed')
            halt.abort('a signing secret could not be stored');
        if (trouble !== undefined) {
            const status = outcome.kind === 'created' ? 'unstored' : result.status;
            await keep([{ ...result, status, trouble }]);
        }
        const finding = {
            name,
            attempt: tried,
            outcome: recordable(outcome, options.moment()),
            stored,
        };
        await attempt(() => ledger.record(finding));
        show(results.get(name) ?? result);
    }
    try {
        await sendAll(plan.webhooks.flatMap(({ action, declaration }) => (action === 'create' ? declaration : [])), {
            client,
            concurrency: options.concurrency,
            cancelled: halted,
            halt: (reason) => halt.abort(reason),
            ready: () => ledger.ready(),
            onOutcome: (...known) => attempt(() => onOutcome(...known)),
        });
    }
    finally {
        client.close();
    }
    let reminders = [];
    await attempt(async () => {
        reminders = remindersOf(await ledger.close(), context.declarations);
    });
    const [shown, questions] = [inOrder(results), inOrder(asked)];
    return { plan, results: shown, questions, recorded: true, reminders, failures };
}

;// CONCATENATED MODULE: ./lib/registration/storage.js



/** `unstored`: gives true when the GitHub secret that is declared holds the signing secret, as far as anyone can see. */
function settleStorage(draft, declaration, current) {
    const { name, secret } = declaration;
    const key = keyOf(draft, declaration);
    if (secret === undefined || key === undefined)
        return true;
    const slot = draft.secrets.get(key);
    const seen = draft.seen.get(key);
    const storage = storageOf(slot, seen, current.id);
    if (storage === 'stored')
        return true;
    if (seen === undefined) {
        note(draft, name, { kind: 'secret-unseen', secret });
        return true;
    }
    // What was there when it was adopted is as it was declared, not as verified, like the webhook itself.
    const isAdopted = storage === 'unobserved' && current.origin === 'adopted';
    const mayBeOfAttempt = () => [...draft.records.values()].some(({ attempt }) => attempt?.secret === key);
    if (isAdopted || (storage === 'written' && !mayBeOfAttempt())) {
        draft.secrets.set(key, slotOf(seen, current.id));
        note(draft, name, { kind: isAdopted ? 'secret-adopted' : 'secret-written', secret });
        return true;
    }
    const replace = { verb: 'replace', name, id: current.id };
    draft.secrets.set(key, awaiting(observed(slot, seen), current.id));
    draft.questions.push({
        kind: 'unstored',
        name,
        id: current.id,
        secret,
        exists: seen !== null,
        taken: isTaken(draft, name, slot, seen),
        observed: slot?.awaits === current.id,
        formerly: [...draft.secrets].flatMap(([one, { owner }]) => (owner === current.id ? one : [])),
        options: [replace],
    });
    return false;
}
/** A new webhook's GitHub secret must be free: what is in it would be lost. */
function checkSecret(draft, declaration) {
    const { name, secret } = declaration;
    const key = keyOf(draft, declaration);
    if (secret === undefined || key === undefined)
        return;
    const seen = draft.seen.get(key);
    if (seen === undefined) {
        note(draft, name, { kind: 'secret-unseen', secret });
        return;
    }
    const slot = draft.secrets.get(key);
    if (isTaken(draft, name, slot, seen))
        draft.errors.push({ kind: 'secret-taken', name, secret });
    draft.secrets.set(key, observed(slot, seen));
}
/** True when a new signing secret of `name` would overwrite what somebody may need. */
function isTaken({ records }, name, slot, seen) {
    const others = [...records].flatMap(([other, { current }]) => other === name || current === undefined ? [] : current.id);
    return !isFree(slot, seen, (id) => !others.includes(id));
}
/** The key of the GitHub secret that is declared. */
function keyOf({ context }, declaration) {
    const { secret } = declaration ?? {};
    return secret === undefined ? undefined : secretKey(secret, context.secretsEnvironment);
}
/**
 * Nobody knows what is in the GitHub secret of an attempt that is gone, unless it is as it was before: the run may have
 * stored a signing secret there.
 */
function doubtSecretOf({ secrets, seen }, { secret: key }) {
    const slot = key === undefined ? undefined : secrets.get(key);
    if (key === undefined || slot === undefined)
        return;
    const now = seen.get(key);
    if (now === undefined)
        secrets.delete(key);
    else if (now !== (slot.updatedAt ?? null))
        secrets.set(key, slotOf(now));
}

;// CONCATENATED MODULE: ./lib/registration/settle.js






/** `moved`: gives true when the state is that of this manifest and base URL. */
function settleBinding(draft) {
    const { state, context } = draft;
    const recorded = { manifest: state.manifest, apiUrl: state.apiUrl };
    const given = { manifest: context.manifest, apiUrl: context.apiUrl };
    const isThis = recorded.manifest === given.manifest && recorded.apiUrl === given.apiUrl;
    if (isThis)
        return true;
    if (!isEmpty(state)) {
        const code = codeOf('moved', context.environment, state.revision, recorded, given);
        const options = [{ verb: 'keep', name: stateName, code }];
        if (answerTo(draft, options) === undefined) {
            draft.questions.push({ kind: 'moved', recorded, given, options });
            return false;
        }
    }
    draft.state = { ...state, ...given, revision: nextRevision(state.revision, 'moved') };
    return true;
}
/** `gone` of what is no longer declared: nothing that comes after can be that webhook under another name. */
function takeWordOfRemovals(draft) {
    for (const [name, { current }] of draft.records) {
        if (current === undefined || draft.declared.has(name))
            continue;
        const option = { verb: 'gone', name, id: current.id };
        if (answerTo(draft, [option]))
            setGone(draft, name, current.id);
    }
}
/** `gone` of what was replaced. No question depends on it, and it comes last so that no code does. */
function takeWordOfReplacements(draft) {
    for (const [name, { replaced }] of draft.records) {
        for (const id of replaced) {
            if (answerTo(draft, [{ verb: 'gone', name, id }]))
                setGone(draft, name, id);
        }
    }
}
/** What is recorded and not declared, and was not moved to another name: an attempt is asked about, the rest noted. */
function settleUndeclared(draft) {
    for (const [name, record] of draft.records) {
        if (draft.declared.has(name) || questionsAbout(draft, name).length > 0)
            continue;
        if (record.attempt !== undefined && !settleAttempt(draft, name, record.attempt))
            continue;
        const { current, removedAt } = draft.records.get(name) ?? {};
        if (current === undefined || removedAt !== undefined)
            continue;
        change(draft, name, 'removed', { removedAt: draft.context.moment.at });
        draft.removed.push(name);
    }
}
/** The questions about one declared webhook, and what is done with it once none is open. */
function settle(draft, declaration) {
    const { name } = declaration;
    const attempt = draft.records.get(name)?.attempt;
    if (attempt !== undefined && !settleAttempt(draft, name, attempt, declaration)) {
        return 'undecided';
    }
    // What has returned is not new, unless it turns out to be gone.
    if (!settleReturn(draft, name))
        return 'undecided';
    if (draft.records.get(name)?.current === undefined) {
        const former = formerOf(draft, declaration);
        if (former !== undefined)
            return settleRename(draft, declaration, former);
    }
    if (!settleId(draft, declaration))
        return 'undecided';
    const current = draft.records.get(name)?.current;
    if (current === undefined)
        return 'create';
    const isNew = !draft.held.has(current.id);
    const action = settleChange(draft, declaration, current);
    if (action !== 'unchanged')
        return action;
    if (!settleStorage(draft, declaration, current))
        return 'undecided';
    return isNew ? 'adopt' : 'unchanged';
}
/** `unknown`: gives true when it is settled what became of the attempt. */
function settleAttempt(draft, name, attempt, declaration) {
    const record = draft.records.get(name) ?? blankRecord;
    const waiting = mayStillAct(draft, attempt);
    const declaredId = declaration?.id;
    if (!waiting && declaredId !== undefined && !draft.held.has(declaredId)) {
        const { body, patterns } = attempt;
        if (attempt.secret !== undefined && keyOf(draft, declaration) === attempt.secret) {
            const slot = draft.secrets.get(attempt.secret);
            draft.secrets.set(attempt.secret, awaiting(slot, declaredId));
        }
        else
            doubtSecretOf(draft, attempt);
        change(draft, name, `adopt ${declaredId}`, {
            attempt: undefined,
            current: adopted(draft, declaredId, { body, patterns }),
            replaced: [...record.replaced, ...(record.current ? [record.current.id] : [])],
        });
        return true;
    }
    const facts = { waiting, isDeclared: declaration !== undefined, id: record.current?.id };
    const question = unknownQuestion(name, attempt, facts);
    if (answerTo(draft, question.options) === undefined) {
        draft.questions.push(question);
        return false;
    }
    doubtSecretOf(draft, attempt);
    setGone(draft, name, attempt.id);
    return true;
}
/** True while the run that made the attempt may still act on it: then nobody else decides about it. */
function mayStillAct({ context }, { reason, until }) {
    return reason === undefined && Date.parse(until) > Date.parse(context.moment.at);
}
/**
 * The webhook that a new name seems to stand for: one that is recorded and no longer declared, and has the declared
 * `id`, body, URL or GitHub secret. The likeliest comes first. An `id` that was never held names another one, unless it
 * may be what became of an attempt.
 */
function formerOf(draft, declaration) {
    const { records, declared, secrets } = draft;
    const described = describeDeclared(declaration);
    const owner = secrets.get(keyOf(draft, declaration) ?? '')?.owner;
    const isNewId = declaration.id !== undefined && !draft.held.has(declaration.id);
    let best;
    let bestRank = 0;
    for (const [name, record] of records) {
        if (declared.has(name) || (isNewId && record.attempt === undefined))
            continue;
        const ranks = [record.current, record.attempt].map((one) => {
            if (one === undefined)
                return 0;
            if (one.id === declaration.id)
                return 4;
            if (one.body.url === described.body.url)
                return (0,webhook/* isSame */.Ft)(one, described) ? 3 : 2;
            return one.id === owner ? 1 : 0;
        });
        const rank = Math.max(...ranks);
        if (rank > bestRank)
            [best, bestRank] = [[name, record], rank];
    }
    return best;
}
/** `renamed`: once decided, the record moves to the new name, and the questions begin anew. */
function settleRename(draft, declaration, [from, record]) {
    const { name } = declaration;
    const { current, attempt } = record;
    const recorded = attempt ?? current;
    if (recorded === undefined)
        return 'create';
    const described = describeDeclared(declaration);
    if (attempt !== undefined && mayStillAct(draft, attempt)) {
        settleAttempt(draft, from, attempt);
        return 'undecided';
    }
    const codeFor = (one) => keepCode(draft, 'renamed', one, from, record.revision, attempt?.id);
    const code = codeFor(declaration);
    const options = [{ verb: 'keep', name, code }];
    // While an attempt stands, nothing else may be sent for it.
    if (attempt === undefined && current !== undefined) {
        options.push({ verb: 'replace', name, id: current.id });
    }
    const answer = answerTo(draft, options);
    if (answer === undefined) {
        const differences = (0,webhook/* differencesBetween */.F0)(recorded, described);
        const isAttempt = attempt !== undefined;
        draft.questions.push({
            kind: 'renamed',
            name,
            from,
            recorded,
            isAttempt,
            differences,
            options,
        });
        return 'undecided';
    }
    // One webhook can go on under one name alone.
    const lines = draft.context.decisions.filter(({ decision }) => {
        const other = draft.declared.get(decision.name);
        if (other === undefined)
            return false;
        return decision.verb === 'keep'
            ? decision.code === codeFor(other)
            : decision.verb === 'replace' && decision.id === current?.id;
    });
    if (new Set(lines.map(({ decision }) => decision.name)).size > 1) {
        draft.errors.push({ kind: 'contradiction', lines });
    }
    moveRecord(draft, from, record, name);
    return answer.verb === 'replace' ? 'create' : settle(draft, declaration);
}
/** `returned`: gives true when it is settled whether the webhook was deleted in between. */
function settleReturn(draft, name) {
    const { current, removedAt, revision } = draft.records.get(name) ?? blankRecord;
    const declaration = draft.declared.get(name);
    if (current === undefined || removedAt === undefined || declaration === undefined)
        return true;
    const code = keepCode(draft, 'returned', declaration, revision);
    const options = [
        { verb: 'keep', name, code },
        { verb: 'gone', name, id: current.id },
    ];
    const answer = answerTo(draft, options);
    if (answer === undefined) {
        draft.questions.push({ kind: 'returned', name, current, removedAt, options });
        return false;
    }
    if (answer.verb === 'gone')
        setGone(draft, name, current.id);
    else
        change(draft, name, 'returned', { removedAt: undefined });
    return true;
}
/** `another-id`, and what a declared `id` does: an ID that was never held is adopted, any other is inert. */
function settleId(draft, declaration) {
    const { name, id } = declaration;
    const { current } = draft.records.get(name) ?? blankRecord;
    if (id === undefined || id === current?.id)
        return true;
    if (draft.held.has(id))
        return noteInertId(draft, name, id);
    if (current !== undefined) {
        const options = [{ verb: 'gone', name, id: current.id }];
        if (answerTo(draft, options) === undefined) {
            draft.questions.push({ kind: 'another-id', name, current, declaredId: id, options });
            return false;
        }
        setGone(draft, name, current.id);
    }
    const adoption = adopted(draft, id, describeDeclared(declaration));
    change(draft, name, `adopt ${id}`, { current: adoption });
    return true;
}
/** Gives false when the ID is another declared webhook's: then nothing may be created for this one. */
function noteInertId(draft, name, id) {
    for (const [owner, { current, replaced }] of draft.records) {
        if (current?.id === id) {
            draft.errors.push({ kind: 'id-taken', name, id, owner });
            return false;
        }
        if (replaced.includes(id)) {
            note(draft, name, { kind: 'inert-id', id, fate: 'replaced' });
            return true;
        }
    }
    note(draft, name, { kind: 'inert-id', id, fate: 'gone' });
    return true;
}
/** `changed`, and the decision `replace`, which needs no question. */
function settleChange(draft, declaration, current) {
    const { name } = declaration;
    const declared = describeDeclared(declaration);
    const differences = (0,webhook/* differencesBetween */.F0)(current, declared);
    const replace = { verb: 'replace', name, id: current.id };
    if (differences.length === 0) {
        if (answerTo(draft, [replace]) !== undefined)
            return 'create';
        const events = (0,webhook/* grownEvents */.ZA)(current, declared);
        if (events.length > 0)
            note(draft, name, { kind: 'grown', events });
        return 'unchanged';
    }
    const { revision } = draft.records.get(name) ?? blankRecord;
    const keep = {
        verb: 'keep',
        name,
        code: keepCode(draft, 'changed', declaration, revision),
    };
    const options = [replace, keep];
    const answer = answerTo(draft, options);
    if (answer?.verb === 'replace')
        return 'create';
    if (answer === undefined) {
        if (draft.context.onChange === 'replace')
            return 'create';
        draft.questions.push({ kind: 'changed', name, current, differences, options });
        return 'undecided';
    }
    change(draft, name, `keep ${keep.code}`, {
        current: { ...current, body: { ...declared.body }, patterns: [...declared.patterns] },
    });
    return 'unchanged';
}
/**
 * A webhook that is current is not gone unless a question asks for that, or may once the open one is answered: after
 * `changed` and `unstored` none does.
 */
function checkDeletions(draft) {
    for (const line of draft.context.decisions) {
        const { decision } = line;
        if (decision.verb !== 'gone' || draft.decided.has(line))
            continue;
        const { name, id } = decision;
        const open = questionsAbout(draft, name);
        const mayBeAsked = open.some(({ kind }) => kind !== 'changed' && kind !== 'unstored');
        if (draft.records.get(name)?.current?.id !== id || mayBeAsked)
            continue;
        draft.errors.push({ kind: 'gone-but-current', line, name, id });
    }
}
/** The open questions about what is recorded under the name. */
function questionsAbout({ questions }, name) {
    return questions.filter((one) => one.kind !== 'moved' && (one.name === name || (one.kind === 'renamed' && one.from === name)));
}
/**
 * The code of a decision `keep`. It covers the events as declared, since plan and register may run different versions of
 * the action, which know different events.
 */
function keepCode({ context }, kind, declaration, ...facts) {
    const { body, patterns } = describeDeclared(declaration);
    const declared = { ...body, events: patterns };
    return codeOf(kind, context.environment, declaration.name, declared, facts);
}
function adopted({ context }, id, { body, patterns }) {
    return { id, origin: 'adopted', body: { ...body }, patterns: [...patterns], ...context.moment };
}
/** Records that a webhook or an attempt is not, or no longer, at Conduit. Its ID stays known. */
function setGone(draft, name, id) {
    const { current, attempt, replaced, gone, removedAt } = draft.records.get(name) ?? blankRecord;
    change(draft, name, `gone ${id}`, {
        current: current?.id === id ? undefined : current,
        removedAt: current?.id === id ? undefined : removedAt,
        attempt: attempt?.id === id ? undefined : attempt,
        replaced: replaced.filter((one) => one !== id),
        gone: [...gone, id],
    });
}
/** The record of one name goes on under another one, which has no current webhook. */
function moveRecord(draft, from, record, name) {
    const own = draft.records.get(name) ?? blankRecord;
    draft.records.delete(from);
    change(draft, name, `from ${from} ${record.revision}`, {
        ...record,
        replaced: [...own.replaced, ...record.replaced],
        gone: [...own.gone, ...record.gone],
    });
}

;// CONCATENATED MODULE: ./lib/registration/planner.js
/**
 * Facts + declarations + decisions → what register does, what it asks, and what state is to say before any request.
 * Pure: the modes plan and register share it, so that they cannot disagree.
 */





/**
 * The GitHub secrets that the plan depends on: all but those that hold the signing secret of what stays as it is, and
 * those that a run without an outcome may have written.
 */
function secretsToSee(state, context) {
    const { secretsEnvironment, onChange } = context;
    const decided = new Set(context.decisions.flatMap(({ decision }) => (decision.verb === 'keep' ? [] : decision.id)));
    const declared = context.declarations.flatMap((declaration) => {
        const { secret, name } = declaration;
        if (secret === undefined)
            return [];
        const { current, attempt } = recordOf(state, name) ?? blankRecord;
        const slot = state.secrets[secretKey(secret, secretsEnvironment)];
        const stays = attempt === undefined &&
            current !== undefined &&
            slot?.owner === current.id &&
            !decided.has(current.id) &&
            (onChange === 'ask' || (0,webhook/* isSame */.Ft)(current, describeDeclared(declaration)));
        return stays ? [] : [secret];
    });
    const attempted = Object.values(state.webhooks).flatMap((record) => {
        const { secret } = record?.attempt ?? {};
        const [name = ''] = secret?.split('/') ?? [];
        return secret === secretKey(name, secretsEnvironment) ? [name] : [];
    });
    return [...declared, ...attempted];
}
/** The plan upon `state`; `seen` is what GitHub says of the secrets that `secretsToSee` names. */
function planOf(state, context, seen) {
    if (!context.remembers)
        return planWithoutState(state, context);
    const isLate = isOlder(context.writer, state.writer);
    const draft = draftOf(state, isLate ? { ...context, decisions: [] } : context, seen);
    const isBound = settleBinding(draft);
    if (isBound)
        takeWordOfRemovals(draft);
    const settled = context.declarations.map((declaration) => {
        const action = isBound ? settle(draft, declaration) : 'undecided';
        const id = isBound ? draft.records.get(declaration.name)?.current?.id : undefined;
        return { declaration, action, id };
    });
    if (isBound)
        settleUndeclared(draft);
    for (const { action, declaration } of settled) {
        if (action === 'create')
            checkSecret(draft, declaration);
    }
    if (isBound) {
        takeWordOfReplacements(draft);
        checkDeletions(draft);
    }
    const webhooks = settled.map((one) => {
        return { ...one, notes: draft.notes.get(one.declaration.name) ?? [] };
    });
    const plan = { webhooks, ...finished(draft) };
    return isLate ? outdated(plan, state) : plan;
}
/** An older run that runs late: what it declares may be out of date, so that it sends, decides and records nothing. */
function outdated(plan, state) {
    const isUnchanged = plan.questions.length === 0 && plan.webhooks.every(({ action }) => action === 'unchanged');
    const webhooks = plan.webhooks.map((webhook) => webhook.action === 'unchanged' ? webhook : { ...webhook, action: 'undecided' });
    const errors = isUnchanged ? [] : [{ kind: 'outdated', run: state.writer.run }];
    return { ...inert(state, []), webhooks, errors };
}
function planWithoutState(state, { declarations, decisions }) {
    const webhooks = declarations.map((declaration) => {
        const { id } = declaration;
        return { declaration, action: id === undefined ? 'create' : 'adopt', id, notes: [] };
    });
    return { ...inert(state, decisions), webhooks };
}
/** A plan that asks, decides and records nothing. */
function inert(state, decisions) {
    return {
        webhooks: [],
        questions: [],
        errors: [],
        decided: [],
        idle: [...decisions],
        isNew: false,
        removed: [],
        next: state,
    };
}

;// CONCATENATED MODULE: ./lib/registration/register.js









/** Another run may write state between our reading and our writing; a handful of times is bad luck, more is not. */
const maxPlans = 5;
/** An attempt stands at least so long before anybody else may decide about it. */
const shortestAttemptMs = 10 * 60_000;
/** All that one run may wait when the API throttles it, and some more. */
const slackMs = 6 * 60_000;
/** How many GitHub secrets are looked at at a time. */
const looksAtATime = 4;
/**
 * What register would do, from the state as it is.
 * @throws StateError when it cannot be read.
 * @throws SecretsError when GitHub does not say what the plan depends on.
 */
async function foresee(target) {
    const { plan } = await observeAndPlan(target);
    const results = plan.webhooks.map((one) => plannedResult(one, false));
    const { questions } = plan;
    return { plan, results, questions, recorded: false, reminders: [], failures: [] };
}
/**
 * Creates what is declared and not yet registered. Nothing is sent before the attempts are read back from state.
 * @throws StateError when state cannot be read, or the attempts cannot be written: nothing was sent.
 * @throws SecretsError when GitHub secrets cannot be read or written: nothing was sent.
 */
async function register(options) {
    const { context, clock, cancelled } = options;
    for (let plans = 1; plans <= maxPlans; plans += 1) {
        const { plan, state, revision } = await observeAndPlan(options);
        const creates = mayRequest(plan)
            ? plan.webhooks.flatMap(({ action, declaration }) => (action === 'create' ? declaration : []))
            : [];
        if (cancelled.aborted) {
            return withoutRequests(plan, state, options, {
                recorded: false,
                why: String(cancelled.reason),
            });
        }
        if (lacksToken(plan, creates, options) || plan.errors.length > 0) {
            return withoutRequests(plan, state, options, { recorded: false });
        }
        if (creates.some(({ secret }) => secret !== undefined))
            await options.secrets?.prepare();
        const connect = creates.length === 0 ? undefined : await options.connect();
        const began = clock.elapsed();
        const attemptMs = attemptTimeMs(creates.length, options);
        const attempts = new Map(creates.map((one) => {
            const attempt = attemptOf(one, newAttempt(options, attemptMs), context.secretsEnvironment);
            return [one.name, attempt];
        }));
        const next = writtenBy(withAttempts(plan.next, attempts), context.writer);
        const mine = await writeAndReadBack(options, { state, revision }, next, plan, attempts);
        if (mine === undefined)
            continue;
        if (connect === undefined)
            return withoutRequests(plan, mine.state, options, { recorded: true });
        const [deadline, writeMs] = [began + attemptMs, clock.elapsed() - began];
        return carryOut({ plan, attempts, start: mine, deadline, writeMs }, connect, options);
    }
    throw new StateError(`Other runs kept changing the state (${maxPlans} attempts). Nothing was sent. Give the job a concurrency group, then run it again.`);
}
async function observeAndPlan({ store, context, secrets, }) {
    const { environment, manifest, apiUrl } = context;
    const read = await readState(store, emptyState(environment, manifest, apiUrl));
    const names = context.remembers ? secretsToSee(read.state, context) : [];
    const seen = new Map();
    const queue = new Set(names).values();
    async function look(keeper) {
        for (const name of queue) {
            seen.set(secretKey(name, context.secretsEnvironment), await keeper.updatedAt(name));
        }
    }
    if (secrets !== undefined) {
        const keeper = secrets;
        await Promise.all(Array.from({ length: looksAtATime }, () => look(keeper)));
    }
    return { ...read, plan: planOf(read.state, context, seen) };
}
/** True when nothing stands in the way of a request. */
function mayRequest({ questions, errors }) {
    return questions.length === 0 && errors.length === 0;
}
/**
 * Notes as an error that a signing secret could not be stored, or a GitHub secret not be looked at, for want of a token.
 */
function lacksToken({ webhooks, errors }, creates, { noToken }) {
    const needy = creates.find(({ secret }) => secret !== undefined) ??
        webhooks.find(({ notes }) => notes.some(({ kind }) => kind === 'secret-unseen'))?.declaration;
    if (noToken === undefined || needy?.secret === undefined)
        return false;
    errors.push({ kind: 'no-token', name: needy.name, secret: needy.secret, why: noToken });
    return true;
}
/** Long enough for all requests, one after the other in each lane, with as much again in reserve. */
function attemptTimeMs(count, { concurrency, timeoutMs }) {
    const rounds = Math.ceil(count / concurrency);
    return Math.max(shortestAttemptMs, 2 * rounds * timeoutMs + slackMs);
}
function newAttempt({ moment, randomId }, attemptMs) {
    const now = moment();
    const until = new Date(Date.parse(now.at) + attemptMs).toISOString();
    return { id: `try_${randomId()}`, until, moment: now };
}
/** Gives the state with what was to be recorded, as it was read back; undefined when another run was faster. */
async function writeAndReadBack({ store, context }, before, next, plan, attempts) {
    const nothingNew = stateText({ ...next, writer: before.state.writer }) === stateText(before.state);
    if (nothingNew)
        return before;
    const stored = await store.write(stateText(next), before.revision, register_messageOf(plan, attempts, context.environment), 'read back');
    if (stored !== 'moved')
        return { state: next, revision: stored.revision };
    // Our write may have arrived all the same, and another run may have written upon it.
    const now = await readState(store, before.state);
    return attempts.size > 0 && holdsAttempts(now.state, attempts) ? now : undefined;
}
/**
 * Nothing is sent: every result is known already. `recorded` when what needs no request is in `state`; `why` says why a
 * run sends nothing that was told to end.
 */
function withoutRequests(plan, state, { context, begin, keep, show }, { recorded, why }) {
    begin(plan);
    const results = plan.webhooks.map((one) => {
        const result = plannedResult(one, recorded);
        const isUnsent = why !== undefined && one.action === 'create';
        return isUnsent ? { ...result, status: 'unsent', reason: why } : result;
    });
    keep(results, results);
    for (const result of results)
        show(result);
    // What an older run would call removed, a later one may declare.
    const isLate = isOlder(context.writer, state.writer);
    const reminders = isLate ? [] : remindersOf(state, context.declarations);
    return { plan, results, questions: plan.questions, recorded, reminders, failures: [] };
}
/** What changes in state, for its audit trail. */
function register_messageOf({ webhooks, decided, removed }, attempts, environment) {
    const adopted = webhooks.flatMap((one) => (one.action === 'adopt' ? one.declaration.name : []));
    const parts = [
        ...(attempts.size > 0 ? [`about to create ${[...attempts.keys()].join(', ')}`] : []),
        ...(adopted.length > 0 ? [`adopt ${adopted.join(', ')}`] : []),
        ...decided.map(({ decision }) => lineOf(decision)),
        ...(removed.length > 0 ? [`no longer declared: ${removed.join(', ')}`] : []),
    ];
    return `${environment}: ${parts.join('; ') || 'GitHub secrets as they are now'}`;
}

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(24);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(760);
// EXTERNAL MODULE: ./lib/manifest/file.js + 1 modules
var manifest_file = __webpack_require__(696);
// EXTERNAL MODULE: external "node:events"
var external_node_events_ = __webpack_require__(474);
// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __webpack_require__(30);
;// CONCATENATED MODULE: ./lib/state/lock.js
/** One process of this machine at a time: a lock that the system takes back when its holder is killed. */





/** A holder keeps the lock for one write of a file, so so many tries are more than enough. */
const maxTries = 500;
const retryMs = 20;
/**
 * Calls `act` while no other process is in a call with the same `key`. Linux and Windows have names for sockets that
 * vanish with the process; elsewhere nothing keeps processes apart.
 * @throws StateError when others hold the lock for too long.
 */
async function exclusively(key, act) {
    const path = socketPath(key);
    if (path === undefined)
        return act();
    for (let tries = 1; tries <= maxTries; tries += 1) {
        const lock = (0,external_node_net_.createServer)((connection) => connection.destroy());
        try {
            await (0,external_node_events_.once)(lock.listen(path), 'listening');
        }
        catch (error) {
            if (error.code !== 'EADDRINUSE')
                throw error;
            await (0,promises_.setTimeout)(retryMs);
            continue;
        }
        try {
            return act();
        }
        finally {
            const closed = (0,external_node_events_.once)(lock, 'close');
            lock.close();
            await closed;
        }
    }
    throw new StateError('Other runs on this machine keep writing the state file.');
}
function socketPath(key) {
    const name = `conduit-webhooks-${(0,external_node_crypto_.createHash)('sha256').update(key).digest('hex')}`;
    if (process.platform === 'linux')
        return `\0${name}`;
    return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : undefined;
}

;// CONCATENATED MODULE: ./lib/state/file.js
/** State as a file in the workspace, written atomically, for those who keep it themselves. */






/** `path` is relative to `workspace` and must stay in it once every symlink is followed. */
function fileStore(workspace, path) {
    const place = `file ${path}`;
    const failed = (doing, error) => error instanceof StateError
        ? error
        : new StateError(`The state file ${path} cannot be ${doing} (${error.code}).`);
    /** The file's place, which lies in the workspace whatever symlinks lead there. */
    function locate() {
        const root = (0,external_node_fs_.realpathSync)(workspace);
        const way = (0,manifest_file/* wayInto */.mj)(workspace, path);
        if (way === undefined || way === '')
            throw outside();
        const file = (0,external_node_path_.join)(root, way);
        let existing = (0,external_node_path_.dirname)(file);
        while (!(0,manifest_file/* isInside */.FK)(existing, root) && !exists(existing))
            existing = (0,external_node_path_.dirname)(existing);
        if (!(0,manifest_file/* isInside */.FK)(root, (0,external_node_fs_.realpathSync)(existing)))
            throw outside();
        // Writing replaces what has this name. A link would be replaced, and what it leads to left as it was.
        if ((0,external_node_fs_.lstatSync)(file, { throwIfNoEntry: false })?.isSymbolicLink()) {
            if (exists(file) && !(0,manifest_file/* isInside */.FK)(root, (0,external_node_fs_.realpathSync)(file)))
                throw outside();
            throw new StateError(`The state file ${path} is a symlink. Name the file itself.`);
        }
        return file;
    }
    const outside = () => new StateError(`The state file ${path} is outside the workspace.`);
    function readNow(file) {
        try {
            if (!(0,manifest_file/* isInside */.FK)((0,external_node_fs_.realpathSync)(workspace), (0,external_node_fs_.realpathSync)(file)))
                throw outside();
            const text = readRegularFile(file);
            if (text === undefined)
                throw new StateError(`the state file ${path} is not a regular file`);
            return { text, revision: revisionOf(text) };
        }
        catch (error) {
            if (error.code === 'ENOENT')
                return { revision: '' };
            throw error;
        }
    }
    return {
        place,
        remembers: true,
        patienceMs: 0,
        async read() {
            try {
                return readNow(locate());
            }
            catch (error) {
                throw failed('read', error);
            }
        },
        async write(text, revision) {
            try {
                const spelled = locate();
                (0,external_node_fs_.mkdirSync)((0,external_node_path_.dirname)(spelled), { recursive: true });
                // The lock goes by the file's name: one file has to have one, whatever links lead to it.
                const file = (0,external_node_path_.join)((0,external_node_fs_.realpathSync)((0,external_node_path_.dirname)(spelled)), (0,external_node_path_.basename)(spelled));
                return await exclusively(file, () => {
                    if (readNow(file).revision !== revision)
                        return 'moved';
                    replaceFile(file, text);
                    return { text, revision: revisionOf(text) };
                });
            }
            catch (error) {
                throw failed('written', error);
            }
        },
        close: () => undefined,
    };
}
function exists(path) {
    try {
        (0,external_node_fs_.realpathSync)(path);
        return true;
    }
    catch {
        return false;
    }
}
/** Undefined for anything but a regular file. Neither waits on a pipe nor follows a link put there since. */
function readRegularFile(file) {
    const descriptor = (0,external_node_fs_.openSync)(file, external_node_fs_.constants.O_RDONLY | (external_node_fs_.constants.O_NOFOLLOW ?? 0) | (external_node_fs_.constants.O_NONBLOCK ?? 0));
    try {
        return (0,external_node_fs_.fstatSync)(descriptor).isFile() ? (0,external_node_fs_.readFileSync)(descriptor, 'utf8') : undefined;
    }
    finally {
        (0,external_node_fs_.closeSync)(descriptor);
    }
}
function revisionOf(text) {
    return (0,external_node_crypto_.createHash)('sha256').update(text).digest('hex');
}
/** Old text or new text, never a mixture, whatever moment the machine stops at. */
function replaceFile(file, text) {
    const temporary = (0,external_node_path_.join)((0,external_node_path_.dirname)(file), `.${(0,external_node_crypto_.randomUUID)()}.tmp`);
    try {
        const descriptor = (0,external_node_fs_.openSync)(temporary, 'wx', 0o644);
        try {
            const bytes = Buffer.from(text);
            let length = 0;
            while (length < bytes.length)
                length += (0,external_node_fs_.writeSync)(descriptor, bytes, length);
            (0,external_node_fs_.fsyncSync)(descriptor);
        }
        finally {
            (0,external_node_fs_.closeSync)(descriptor);
        }
        (0,external_node_fs_.renameSync)(temporary, file);
    }
    catch (error) {
        (0,external_node_fs_.rmSync)(temporary, { force: true });
        throw error;
    }
    if (process.platform === 'win32')
        return;
    const folder = (0,external_node_fs_.openSync)((0,external_node_path_.dirname)(file), 'r');
    try {
        (0,external_node_fs_.fsyncSync)(folder);
    }
    finally {
        (0,external_node_fs_.closeSync)(folder);
    }
}

// EXTERNAL MODULE: ./lib/http/proxy.js
var proxy = __webpack_require__(768);
// EXTERNAL MODULE: ./lib/http/url.js
var http_url = __webpack_require__(990);
// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(421);
;// CONCATENATED MODULE: ./lib/state/git-process.js
/** One git process: what it is given, and what it answers. */



/** A fetch, or anything else that only reads, may take this long. */
const fetchTimeoutMs = 60_000;
/** What git may print before it is cut: a state document of thousands of webhooks fits. */
const maxOutputBytes = 64 * 1024 * 1024;
/** Runs git in its own process group, so that a Ctrl-C meant for the action does not cut a push. */
function runGit(args, { cwd, env, input, timeoutMs, }) {
    return new Promise((resolve, reject) => {
        const fail = (error) => reject(notStarted(error, cwd));
        let child;
        try {
            const detached = process.platform !== 'win32';
            child = (0,external_node_child_process_.spawn)('git', args, { cwd, env, detached, windowsHide: true });
        }
        catch (error) {
            fail(error);
            return;
        }
        child.on('error', fail);
        // When too many files are open, it has no streams either.
        if (child.pid === undefined)
            return;
        const output = { stdout: [], stderr: [] };
        let size = 0;
        for (const stream of ['stdout', 'stderr']) {
            child[stream].on('data', (chunk) => {
                size += chunk.length;
                if (size <= maxOutputBytes)
                    output[stream].push(chunk);
                else
                    stop();
            });
        }
        const stop = () => {
            try {
                if (process.platform !== 'win32' && child.pid !== undefined)
                    process.kill(-child.pid, 'SIGKILL');
                else
                    child.kill('SIGKILL');
            }
            catch {
                // It has ended already.
            }
        };
        // A process that exits before git has answered wants no answer.
        process.once('exit', stop);
        let late = false;
        const timer = setTimeout(() => {
            late = true;
            stop();
        }, timeoutMs);
        child.on('close', (code) => {
            clearTimeout(timer);
            process.off('exit', stop);
            resolve({
                code,
                stdout: Buffer.concat(output.stdout),
                stderr: late
                    ? `git gave no answer in ${timeoutMs / 1000} s`
                    : Buffer.concat(output.stderr).toString('utf8'),
            });
        });
        child.stdin.on('error', () => undefined);
        child.stdin.end(input);
    });
}
/** Node.js calls a missing working folder a missing program. */
function notStarted({ code }, cwd) {
    if (code !== 'ENOENT')
        return new StateError(`Git could not be started (${code}).`);
    return new StateError((0,external_node_fs_.existsSync)(cwd)
        ? 'Git was not found. State "git" needs the git program.'
        : 'Git could not be started, because its working folder was deleted.');
}
/** What git printed when it failed, in one line without a full stop. */
function saidBy(stderr) {
    const said = stderr
        .trim()
        .split(/[\r\n]+/)
        .map((line) => line.trim())
        .filter((line) => !/^(remote:|To .*|error: failed to push .*)?$/.test(line))
        .slice(-5)
        .join('; ');
    return said === '' ? 'nothing' : said.replace(/\.$/, '');
}

;// CONCATENATED MODULE: ./lib/state/remote.js
/** The URL of a remote, without the secrets that a checkout may have put in it. */


/**
 * Takes passwords out of `remote`, and user names too where the protocol is not SSH, which needs
 * them.
 * @throws StateError, which does not repeat it, when git would read it in another way than it was
 * meant.
 */
function publicRemote(remote) {
    const [whole = '', protocol = ''] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(remote) ?? [];
    const [authority = ''] = remote.slice(whole.length).split(/[/\\?#]/, 1);
    const path = remote.slice(whole.length + authority.length);
    const at = authority.lastIndexOf('@');
    const [userinfo, host] = [authority.slice(0, Math.max(0, at)), authority.slice(at + 1)];
    if (protocol === '') {
        // Of "user:password@host:path", git takes the user for the host. "name::" leads to a program.
        if (/^[^@:]*:[^@]*@[^:]*:/.test(authority) || /^\w+::/.test(remote))
            throw unusable();
        return { remote, secrets: [] };
    }
    // What follows a colon is a port, unless it is the beginning of a password with a slash.
    const [, port = ''] = host.replace(/^\[[^\]]*\]/, '').split(/:(.*)/s);
    if (path.includes('@') && !/^\d*$/.test(port))
        throw unusable();
    const user = /ssh/i.test(protocol) && userinfo !== '' ? `${userinfo.split(':', 1)[0]}@` : '';
    return { remote: `${whole}${user}${host}${path}`, secrets: (0,http_url/* secretsIn */.VY)(userinfo) };
}
function unusable() {
    return new StateError('The remote "origin" of the checkout is not a URL that git can use for state. ' +
        'Write it without credentials.');
}

;// CONCATENATED MODULE: ./lib/state/users-git.js
/**
 * Git as the user of a machine has set it up: credential helpers, SSH keys, rewritten URLs. What is
 * fetched still goes to a private repository, so that nothing of the user's changes.
 */



/** The settings of every private repository. */
const inPrivate = [
    ['core.hooksPath', '/dev/null'],
    ['gc.auto', '0'],
    ['maintenance.auto', 'false'],
];
/** What git says of the user's own repository (`git rev-parse --local-env-vars`), such as in a hook. */
const ofRepository = [
    'GIT_ALTERNATE_OBJECT_DIRECTORIES',
    'GIT_COMMON_DIR',
    'GIT_DIR',
    'GIT_GRAFT_FILE',
    'GIT_IMPLICIT_WORK_TREE',
    'GIT_INDEX_FILE',
    'GIT_NAMESPACE',
    'GIT_NO_REPLACE_OBJECTS',
    'GIT_OBJECT_DIRECTORY',
    'GIT_PREFIX',
    'GIT_QUARANTINE_PATH',
    'GIT_REPLACE_REF_BASE',
    'GIT_SHALLOW_FILE',
    'GIT_WORK_TREE',
];
/** Settings that describe the user's repository, or were followed to get here. */
const unfit = /^(core\.(bare|worktree|repositoryformatversion)|extensions\..*|include(if)?\..*|remote\.origin\.(promisor|partialclonefilter))$/;
/**
 * Reads how git is configured in `workspace`, and the secrets in the URLs there.
 * @throws StateError when the workspace is in no repository with a remote `origin`.
 */
async function usersGitIn(workspace, env) {
    const given = { ...withoutRepository(env), LC_ALL: 'C' };
    const git = (...args) => runGit(args, { cwd: workspace, env: given, input: '', timeoutMs: fetchTimeoutMs });
    const top = await git('rev-parse', '--show-toplevel');
    if (top.code !== 0)
        throw noRemote(`Git said: ${saidBy(top.stderr)}.`);
    const listed = await git('config', '--list', '-z');
    const settings = listed.stdout.toString('utf8').split('\0').slice(0, -1).map(settingOf);
    if (!settings.some(([key]) => key === 'remote.origin.url')) {
        throw noRemote('The repository has no remote "origin".');
    }
    const folder = top.stdout.toString('utf8').replace(/\r?\n$/, '');
    const configuration = settings.filter(([key]) => !unfit.test(key));
    return { usersGit: { folder, configuration }, secrets: settings.flat().flatMap(urlSecrets) };
}
/** The environment of a process on the private repository in `folder`. No process asks for anything. */
function usersEnvironment(env, { configuration }, folder) {
    return {
        ...withoutRepository(env),
        LC_ALL: 'C',
        GIT_TERMINAL_PROMPT: '0',
        // All that stands in files is given in the environment.
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_CONFIG_GLOBAL: process.platform === 'win32' ? 'NUL' : '/dev/null',
        GIT_CONFIG_PARAMETERS: '',
        GIT_DIR: folder,
        ...configured([...configuration, ...inPrivate]),
    };
}
/** Variables that configure git. */
function configured(settings) {
    const variables = settings.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
    ]);
    return { GIT_CONFIG_COUNT: String(settings.length), ...Object.fromEntries(variables) };
}
/** A key alone, as `[core] bare` without a value, is true. */
function settingOf(text) {
    const end = text.indexOf('\n');
    return end < 0 ? [text, 'true'] : [text.slice(0, end), text.slice(end + 1)];
}
function withoutRepository(env) {
    return Object.fromEntries(Object.entries(env).filter((one) => one[1] !== undefined && !ofRepository.includes(one[0])));
}
function urlSecrets(text) {
    const [, authority = ''] = /:\/\/([^/]*)/.exec(text) ?? [];
    return (0,http_url/* secretsIn */.VY)(authority.slice(0, Math.max(0, authority.lastIndexOf('@'))));
}
function noRemote(why) {
    return new StateError(`There is no remote "origin" to read the state from. ${why}`);
}

;// CONCATENATED MODULE: ./lib/state/git.js
/** State as a ref of the repository, one commit per change: `refs/conduit-webhooks/<name>/<environment>`. */









/** A push that hangs is ended after so long, and the ref read again. */
const pushTimeoutMs = 20_000;
/** A result waits no longer than this to be pushed, in milliseconds. */
const patienceMs = 5000;
/** Name of the document in the ref's tree. */
const fileName = 'state.json';
/** Variables that git needs from outside; everything else, every GIT_* setting included, is left behind. */
const inherited = [
    'PATH',
    'SystemRoot',
    'http_proxy',
    'https_proxy',
    'no_proxy',
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'NO_PROXY',
    'all_proxy',
    'ALL_PROXY',
    'SSL_CERT_FILE',
    'SSL_CERT_DIR',
    'GIT_SSL_CAINFO',
    'GIT_SSL_CAPATH',
];
/** Works with any checkout or none: it uses a private repository and never the user's index or hooks. */
function gitStore(options) {
    const { name, environment, remote } = options;
    const ref = `refs/conduit-webhooks/${name}/${environment}`;
    const nextRef = `refs/next/${environment}`;
    // A pattern, since git looks for a plain name below refs/heads/ too.
    const refspec = `refs/next/*:refs/conduit-webhooks/${name}/*`;
    let folder;
    /** A bare repository, made by hand: the little that git wants to see of one. */
    function repository() {
        if (folder !== undefined)
            return folder;
        try {
            folder = (0,external_node_fs_.mkdtempSync)((0,external_node_path_.join)(options.temporaryFolder, 'conduit-webhooks-'));
            (0,external_node_fs_.mkdirSync)((0,external_node_path_.join)(folder, 'objects'));
            (0,external_node_fs_.mkdirSync)((0,external_node_path_.join)(folder, 'refs'));
            (0,external_node_fs_.writeFileSync)((0,external_node_path_.join)(folder, 'HEAD'), 'ref: refs/heads/none\n');
        }
        catch (error) {
            const { code } = error;
            throw new StateError(`No temporary git repository can be made in ${options.temporaryFolder} (${code}).`);
        }
        return folder;
    }
    const git = (args, input = '', timeoutMs = fetchTimeoutMs) => runGit(args, {
        cwd: options.usersGit?.folder ?? repository(),
        env: gitEnvironment(options, repository()),
        input,
        timeoutMs,
    });
    /** What went wrong: that git is too old, which it does not say itself, or what it said. */
    async function failure(doing, stderr) {
        if (unreachable.test(stderr))
            return failureOf(doing, stderr, options);
        const { stdout } = await git(['version']);
        return tooOld(doing, stdout.toString('utf8')) ?? failureOf(doing, stderr, options);
    }
    /** Brings the ref here. A pattern, as in the push: git looks for a plain name below refs/heads/ too. */
    const fetch = () => git(['fetch', '--quiet', '--no-tags', '--depth=1', '--', remote, `+${ref}*:${ref}*`]);
    /** The remote's value of the ref, '' when it has none. */
    async function remoteRevision() {
        const { code, stdout, stderr } = await git(['ls-remote', '--', remote, ref]);
        if (code !== 0)
            throw await failure('read', stderr);
        // Git takes the name for the end of one: refs/heads/refs/… would match too.
        const lines = stdout.toString('utf8').split('\n');
        const line = lines.find((one) => one.endsWith(`\t${ref}`));
        return line?.split('\t')[0] ?? '';
    }
    /** Makes the commit here that is to be pushed, and gives its ID. */
    async function commit(text, parent, message) {
        // Two runs may write the same text in the same second; only one of them may find its own commit on the ref.
        const body = [message, '', ...options.trailers, `Write: ${(0,external_node_crypto_.randomUUID)()}`].join('\n');
        const seconds = Math.floor(options.now() / 1000);
        const imported = await git(['fast-import', '--quiet', '--force'], importStream(nextRef, { text, parent, message: body, seconds }));
        const id = imported.stdout.toString('utf8').trim();
        if (imported.code !== 0 || id === '')
            throw await failure('written', imported.stderr);
        return id;
    }
    /** Pushes the commit that was made here, if the remote's ref is still `revision`. */
    const push = (revision, ...options) => git([
        'push',
        '--quiet',
        '--no-verify',
        ...options,
        `--force-with-lease=${ref}:${revision}`,
        '--',
        remote,
        refspec,
    ], '', pushTimeoutMs);
    /** True when the remote's ref is the commit that was made here: a push of it would have nothing to do. */
    async function isOnRemote() {
        const asked = ['push', '--dry-run', '--porcelain', '--no-verify', '--', remote, refspec];
        const { stdout } = await git(asked, '', pushTimeoutMs);
        return stdout
            .toString('utf8')
            .split('\n')
            .some((line) => line.startsWith(`=\t${nextRef}:${ref}\t`));
    }
    return {
        place: `git ref ${ref}`,
        remembers: true,
        patienceMs,
        async read() {
            let fetched = await fetch();
            if (fetched.code !== 0) {
                // A first run has nothing to fetch, which git calls a failure; the list of refs tells the two apart.
                if ((await remoteRevision()) === '')
                    return { revision: '' };
                // Another run may have made the ref just now.
                fetched = await fetch();
                if (fetched.code !== 0)
                    throw await failure('read', fetched.stderr);
            }
            const found = await git(['cat-file', '--batch'], `${ref}\n${ref}:${fileName}\n`);
            if (found.code !== 0)
                throw await failure('read', found.stderr);
            const [commit, document] = parseBatch(found.stdout);
            if (commit === undefined)
                return { revision: '' };
            if (document === undefined)
                throw new StateError(`The state ref ${ref} has no file ${fileName}.`);
            return { text: document.text, revision: commit.id };
        },
        async write(text, revision, message, proof) {
            const next = await commit(text, revision, message);
            // A remote that can push atomically reports what became of each ref.
            if (proof === 'reported' && (await push(revision, '--atomic')).code === 0) {
                return { text, revision: next };
            }
            const pushed = await push(revision);
            // Neither git's exit code nor its words prove what the remote holds; the ref does.
            if (pushed.code === 0 && (await isOnRemote()))
                return { text, revision: next };
            const now = await remoteRevision();
            if (now === next)
                return { text, revision: next };
            if (now === revision)
                throw await failure('written', pushed.stderr);
            return 'moved';
        },
        close() {
            if (folder !== undefined)
                (0,external_node_fs_.rmSync)(folder, { recursive: true, force: true });
            folder = undefined;
        },
    };
}
/**
 * URL of the checkout's remote `origin`, and the secrets that were taken out of it.
 * @throws StateError when there is none.
 */
async function originOf(workspace, env) {
    const args = ['config', '--file', (0,external_node_path_.join)('.git', 'config'), '--get', 'remote.origin.url'];
    const { stdout } = await runGit(args, {
        cwd: workspace,
        env: isolated(env),
        input: '',
        timeoutMs: fetchTimeoutMs,
    });
    const origin = stdout.toString('utf8').trim();
    if (origin === '') {
        throw new StateError('There is no repository to keep state in. The workspace has no remote "origin".');
    }
    return publicRemote(origin);
}
/** What every git process gets: no configuration but ours, no prompts. */
function isolated(env) {
    const result = {
        LC_ALL: 'C',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_CONFIG_GLOBAL: process.platform === 'win32' ? 'NUL' : '/dev/null',
        GIT_TERMINAL_PROMPT: '0',
        GIT_ASKPASS: '',
        SSH_ASKPASS: '',
        GCM_INTERACTIVE: 'never',
        GIT_ALLOW_PROTOCOL: 'https:http:file:ssh',
        GIT_SSH_COMMAND: 'ssh -oBatchMode=yes',
    };
    for (const name of inherited) {
        const value = env[name];
        if (value !== undefined)
            result[name] = value;
    }
    return result;
}
/** The environment of a process on the private repository. The token travels in it: never on a command line, never in a URL. */
function gitEnvironment({ env, remote, token, usersGit }, folder) {
    if (usersGit !== undefined)
        return usersEnvironment(env, usersGit, folder);
    const url = URL.parse(remote);
    // Over http, a proxy would see the token that is meant for this machine.
    const around = url !== null && (0,http_url/* isLoopback */.U9)(url) ? (0,proxy/* withoutProxies */.f1)(env) : env;
    const result = { ...isolated(around), HOME: folder, GIT_DIR: folder };
    const config = [
        ['credential.helper', ''],
        ...inPrivate,
        // A redirect would take the token along to wherever it points.
        ['http.followRedirects', 'false'],
    ];
    if (token !== '' && url !== null && (0,http_url/* isConfidential */.FX)(url)) {
        const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
        config.push([`http.${url.origin}/.extraHeader`, `Authorization: Basic ${basic}`]);
    }
    return { ...result, ...configured(config) };
}
/** Input of `git fast-import`: one commit with one file. */
function importStream(branch, commit) {
    const { text, parent, message, seconds } = commit;
    const data = (content) => `data ${Buffer.byteLength(content)}\n${content}\n`;
    return [
        `commit ${branch}\nmark :1\n`,
        `committer github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com> ${seconds} +0000\n`,
        data(message),
        parent === '' ? '' : `from ${parent}\n`,
        `M 100644 inline ${fileName}\n`,
        data(text),
        'get-mark :1\ndone\n',
    ].join('');
}
/** Output of `git cat-file --batch`: what is there, in order; a missing object is left out. */
function parseBatch(bytes) {
    const objects = [];
    let offset = 0;
    while (offset < bytes.length) {
        const lineEnd = bytes.indexOf(10, offset);
        if (lineEnd < 0)
            break;
        const header = /^([0-9a-f]{40,64}) \w+ (\d+)$/.exec(bytes.toString('utf8', offset, lineEnd));
        offset = lineEnd + 1;
        if (header === null)
            continue;
        const end = offset + Number(header[2]);
        objects.push({ id: header[1], text: bytes.toString('utf8', offset, end) });
        offset = end + 1;
    }
    return objects;
}
/** What git says when no permission would help. */
const unreachable = /could not resolve|failed to connect|couldn't connect|connection (refused|timed out|reset)|gave no answer/i;
/**
 * The error for a git that ignores the configuration in its environment, and with it the token: `GIT_CONFIG_COUNT` came
 * with version 2.31 (git's release notes). Undefined for a newer one.
 */
function tooOld(doing, version) {
    const [, number = '', major = '', minor = ''] = /((\d{1,9})\.(\d{1,9})\S*)/.exec(version) ?? [];
    if (number === '' || Number(major) > 2 || (major === '2' && Number(minor) >= 31))
        return undefined;
    return new StateError(`The state ref cannot be ${doing}. This machine has Git ${number}. Git 2.31 or newer is needed.`);
}
function failureOf(doing, stderr, { token, usersGit }) {
    const said = saidBy(stderr);
    const permission = usersGit
        ? 'Check that `git ls-remote origin` works here without a prompt.'
        : doing === 'written'
            ? 'The job needs `permissions: contents: write`, and no push ruleset or hook may reject refs/conduit-webhooks/.'
            : `The job needs \`permissions: contents: read\`${token === '' ? ', and the input github-token is empty' : ''}.`;
    const need = unreachable.test(said)
        ? "The repository's server could not be reached."
        : permission;
    return new StateError(`The state ref cannot be ${doing}. ${need} Git said: ${said}.`);
}

;// CONCATENATED MODULE: ./lib/state/none.js
const noStore = {
    place: 'nowhere',
    remembers: false,
    patienceMs: 0,
    read: async () => ({ revision: '' }),
    write: async (text) => ({ text, revision: '' }),
    close: () => undefined,
};

;// CONCATENATED MODULE: ./lib/state/open.js
/** The setting `state` → the store it names. */




/** @throws StateError when there is no repository to keep a ref in. */
async function openStore(choice, options) {
    switch (choice.kind) {
        case 'none':
            return noStore;
        case 'file':
            return fileStore(options.workspace, choice.path);
        case 'git': {
            const { name } = choice;
            if (options.trust === 'user') {
                const { usersGit, secrets } = await usersGitIn(options.workspace, options.env);
                secrets.forEach(options.mask);
                return gitStore({ ...options, name, remote: 'origin', usersGit });
            }
            const { remote, secrets } = options.remote === undefined
                ? await originOf(options.workspace, options.env)
                : { remote: options.remote, secrets: [] };
            secrets.forEach(options.mask);
            return gitStore({ ...options, name, remote });
        }
    }
}

;// CONCATENATED MODULE: ./lib/deploy.js
/** Modes plan and register: opens what they need, carries them out, and closes it again. */








/** Carries out plan or register, and says what came of it. */
async function deploy(inputs, manifest, runner, env, interrupts) {
    const { environment, mode, run } = inputs;
    const report = reportOn({
        mode,
        environment,
        manifest,
        run: { id: run.id, repositoryUrl: run.repository },
        remembers: inputs.state.kind !== 'none',
    }, interrupts.cancelled, runner);
    const declarations = manifest.declarationsFor(environment);
    let store;
    let secrets;
    try {
        if (mode === 'register')
            setFirstOutputs(runner);
        store = await openStore(inputs.state, {
            workspace: inputs.workspace,
            trust: 'runner',
            ...(run.repository !== undefined && { remote: run.repository }),
            environment,
            token: inputs.githubToken,
            trailers: trailersOf(inputs, manifest),
            temporaryFolder: run.temporaryFolder,
            env,
            now: Date.now,
            mask: runner.mask,
        });
        const noToken = noTokenReason(inputs);
        const isNeeded = declarations.some(({ secret }) => secret !== undefined);
        secrets =
            isNeeded && noToken === undefined ? await openSecrets(inputs, report, interrupts) : undefined;
        const target = {
            store,
            secrets,
            context: {
                environment,
                manifest: manifest.repositoryPath,
                apiUrl: inputs.apiUrl,
                declarations,
                decisions: [...manifest.decisionsFor(environment), ...inputs.decisions],
                onChange: inputs.onChange,
                secretsEnvironment: inputs.secretsEnvironment,
                remembers: store.remembers,
                writer: { server: run.server, run: run.id },
                moment: momentOf(inputs),
            },
        };
        const registration = inputs.mode === 'plan'
            ? await foresee(target)
            : await registerAll(inputs, target, noToken, report, runner, interrupts);
        setLastOutputs(registration, mode, runner);
        report.result(registration);
        if (interrupts.cancelled.aborted)
            return 130;
        return hasFailed(registration) ? 1 : 0;
    }
    catch (error) {
        const isForeseen = [StateError, github_error/* SecretsError */.o, OutputError].some((one) => error instanceof one);
        if (!isForeseen)
            throw error;
        report.stopped(error.message);
        return interrupts.cancelled.aborted ? 130 : 1;
    }
    finally {
        store?.close();
        secrets?.close();
    }
}
/** The step outputs cannot be written. */
class OutputError extends Error {
}
/** Sets every output for the first time, so that a file that cannot be written is known before the first request. */
function setFirstOutputs(runner) {
    try {
        runner.setOutputs({ ...outputsOf([], []), ...deletionsOf([]) });
    }
    catch (error) {
        throw new OutputError(`The step outputs cannot be written (${error.message}). Signing secrets would be lost.`);
    }
}
/** What is active at Conduit and no longer wanted, as a step output. */
function deletionsOf(reminders) {
    return { 'to-delete': JSON.stringify(reminders.map(({ name, id }) => ({ name, id }))) };
}
/** The outputs that are known at the end. A plan has not kept any before. */
function setLastOutputs(registration, mode, runner) {
    const { results, reminders, failures } = registration;
    try {
        if (mode === 'plan')
            setOutputs(results, results, runner);
        else
            runner.setOutputs(deletionsOf(reminders));
    }
    catch (error) {
        failures.push(error.message);
    }
}
/** @throws Error that says whose signing secret the outputs lack. */
function setOutputs(news, all, runner) {
    try {
        runner.setOutputs(outputsOf(news, all));
    }
    catch (error) {
        const lost = news.flatMap(({ name, secret }) => (secret === undefined ? [] : [name]));
        const what = lost.length === 0
            ? ''
            : ` They lack the signing secret of ${lost.join(', ')}. The Dashboard has it.`;
        throw new Error(`The step outputs could not be written (${error.message}).${what}`);
    }
}
/** Why GitHub secrets cannot be reached with the token that was given. */
function noTokenReason({ secretsToken, githubToken, }) {
    if (secretsToken === '')
        return 'missing';
    return secretsToken === githubToken ? 'github-token' : undefined;
}
function momentOf({ run: { id, attempt, commit } }) {
    return { at: new Date().toISOString(), run: { id, attempt, commit } };
}
async function openSecrets({ run, secretsToken, secretsEnvironment }, report, { expired }) {
    const { secretKeeper } = await Promise.all(/* import() */[__webpack_require__.e(972), __webpack_require__.e(663)]).then(__webpack_require__.bind(__webpack_require__, 852));
    return secretKeeper({
        apiUrl: run.githubApiUrl,
        repository: run.repositoryName,
        token: secretsToken,
        expired,
        clock: systemClock,
        onWait: (ms) => report.wait({ kind: 'github-limit' }, ms),
        ...(secretsEnvironment === undefined ? {} : { environment: secretsEnvironment }),
    });
}
async function registerAll(inputs, target, noToken, report, runner, { cancelled, expired }) {
    return await register({
        ...target,
        noToken,
        cancelled,
        expired,
        clock: systemClock,
        concurrency: inputs.concurrency,
        timeoutMs: inputs.timeoutMs,
        moment: () => momentOf(inputs),
        randomId: () => (0,external_node_crypto_.randomBytes)(4).toString('hex'),
        async connect() {
            const { createClient } = await Promise.all(/* import() */[__webpack_require__.e(972), __webpack_require__.e(677)]).then(__webpack_require__.bind(__webpack_require__, 282));
            return (halted, deadline) => createClient({
                ...inputs.credentials,
                apiUrl: inputs.apiUrl,
                timeoutMs: inputs.timeoutMs,
                mask: runner.mask,
                holdsSecret: runner.holdsSecret,
                onWait: report.wait,
                cancelled: halted,
                deadline,
                expired,
                clock: systemClock,
            });
        },
        keep: (news, all) => setOutputs(news, all, runner),
        begin: report.begin,
        show: report.progress,
    });
}
/** What each commit of the state ref says below its subject. */
function trailersOf({ run }, { path }) {
    return [
        ...(run.repository !== undefined && run.id !== ''
            ? [`Run: ${run.repository}/actions/runs/${run.id}/attempts/${run.attempt || '1'}`]
            : []),
        ...(run.commit === '' ? [] : [`Commit: ${run.commit}`]),
        `Manifest: ${path}`,
    ];
}


/***/ }),

/***/ 297:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   o: () => (/* binding */ SecretsError)
/* harmony export */ });
/** Secrets could not be read or written. The message says what, why and what to do; parts may be untrusted. */
class SecretsError extends Error {
}


/***/ })

};
