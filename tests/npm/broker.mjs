// The real broker for tests in JavaScript: a database of its own in the test cluster, every port free-chosen.
//   MWL_BROKER          path of the program
//   MWL_TEST_POSTGRES   libpq keywords of a running cluster (scripts/test gives it)

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
// Long enough never to be reached by a test that passes, however loaded the machine.
export const patience = 300_000;

// The zone of the site and of every sender and modality: one in which it is about noon, so that midnight does not come
// between an order for today and a question about today.
const ahead = 12 - new Date().getUTCHours();
export const zone = ahead === 0 ? 'Etc/GMT' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
export const today = new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(new Date()).replaceAll('-', '');

export const samples = ['01-portable-chest', '02-abdomen-ultrasound', '03-hand-two-views', '04-reschedule',
    '05-ordered-and-cancelled', '06-patient-moves', '07-no-zds'].map((name) => path.join(root, 'samples', `${name}.hl7`));

function environment(name) {
    assert.ok(process.env[name], `${name} is not set; scripts/test sets it`);
    return process.env[name];
}

// The same connection with another database.
function withDatabase(connection, name) {
    const others = connection.split(/\s+/).filter((word) => word && !word.startsWith('dbname='));
    return [...others, `dbname=${name}`].join(' ');
}

async function createDatabase() {
    const cluster = environment('MWL_TEST_POSTGRES');
    const name = `npm_${randomBytes(6).toString('hex')}`;
    const sql = (text) => run('psql', ['--no-psqlrc', '-q', '-v', 'ON_ERROR_STOP=1', '-c', text, cluster]);
    await sql(`create database ${name}`);
    return { connection: withDatabase(cluster, name), drop: () => sql(`drop database ${name} with (force)`) };
}

// Resolves once `file` exists, rejects if the child ends first.
function appears(file, child) {
    return new Promise((resolve, reject) => {
        const watching = new AbortController();
        const end = (settle, value) => {
            watching.abort();
            settle(value);
        };
        const look = () => existsSync(file) && end(resolve);
        const options = { signal: watching.signal };
        watch(path.dirname(file), options, look);
        once(child, 'exit', options).then(
            ([code]) => end(reject, new Error(`the broker ended with ${code} before it was ready`)),
            () => {},
        );
        once(AbortSignal.timeout(patience), 'abort', options).then(
            () => end(reject, new Error('the broker is not ready in time')),
            () => {},
        );
        look();
    });
}

function readPorts(file) {
    const lines = readFileSync(file, 'utf8').trim().split('\n').map((line) => line.split('='));
    return Object.fromEntries(lines.map(([name, value]) => [name, Number(value)]));
}

// Starts the broker with the devices of config/devices.toml.
//   settings   further "key=value"
//   risPort    port of the receiver of status messages; without it nobody listens there
// Returns { ports: { mllp, dicom, http }, log(), exec(words), replay(files), stop() }: exec runs the program with
// these words and resolves to its standard output; stop ends the broker, asserts that it ended well and drops the
// database.
export async function startBroker({ settings = [], risPort = 1 } = {}) {
    const program = environment('MWL_BROKER');
    const database = await createDatabase();
    const scratch = mkdtempSync(path.join(tmpdir(), 'mwlnpm.'));
    const ready = path.join(scratch, 'ready');
    const all = [`database.connection=${database.connection}`, 'mllp.port=0', 'dicom.port=0', 'http.port=0',
        `site.zone=${zone}`, `destination[0].port=${risPort}`, ...settings];
    const configuration = ['--config', path.join(root, 'config/mwlbroker.toml'), ...all.flatMap((one) => ['--set', one])];

    let log = '';
    const child = spawn(program, ['serve', ...configuration, '--ready-file', ready], { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const output of [child.stdout, child.stderr]) output.on('data', (text) => { log += text; });
    const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));

    async function stop() {
        child.kill('SIGTERM');
        const result = await ended;
        await database.drop();
        rmSync(scratch, { recursive: true, force: true });
        assert.equal(result, 0, `the broker ended with ${result}:\n${log}`);
    }
    async function exec(words) {
        return (await run(program, words, { timeout: patience })).stdout;
    }

    try {
        await appears(ready, child);
        await exec(['device', 'import', path.join(root, 'config/devices.toml'), ...configuration]);
    } catch (error) {
        child.kill('SIGKILL');
        await ended;
        await database.drop();
        rmSync(scratch, { recursive: true, force: true });
        throw new Error(`${error.message}\n${log}`);
    }
    const { mllp, dicom, http } = readPorts(ready);
    const replay = (files) => exec(['replay', '--zone', zone, '--to', `127.0.0.1:${mllp}`, ...files]);
    return { ports: { mllp, dicom, http }, log: () => log, exec, replay, stop };
}
