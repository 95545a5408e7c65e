// The page in a real browser, on the real broker.

import assert from 'node:assert/strict';
import { isUtf8 } from 'node:buffer';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, beforeEach, afterEach, describe, test } from 'node:test';
import { chromium } from 'playwright-core';

import { patience, root, samples, startBroker } from './broker.mjs';

const chromiumArguments = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'];

// An order whose every free text wants to run a script.
const hostile = [
    'MSH|^~\\&|RIS|SITE|MWLBROKER|SITE|{{now}}||ORM^O01|HOSTILE1|P|2.3.1||||||UNICODE UTF-8',
    'PID|1||X1^^^HOSPITAL^MR||<script>pwned()</script>^<img src=x onerror=pwned()>||19700101|F',
    'PV1|1|I|"><svg onload=pwned()>^1^1',
    'ORC|NW|PX1^RIS|FX1^RIS||||^^^{{today}}1200^^R',
    'OBR|1|PX1^RIS|FX1^RIS|CHEST^<img src=x onerror=pwned()>^L||||||||||||||X<b>1|RPX1|SPX1||||DX|||^^^{{today}}1200^^R',
    'ZDS|1.2.826.0.1.3680043.10.99.777^RIS^Application^DICOM', ''].join('\r');

// The corpus of the C++ tests; without the few that are no UTF-8, which an order in UTF-8 cannot hold.
function hostileTexts() {
    const lines = readFileSync(path.join(root, 'tests/support/hostile_texts.txt'), 'utf8').split('\n')
        .filter((line) => line && !line.startsWith('# '));
    return lines.flatMap((line) => {
        const bytes = [...line.matchAll(/\\x(..)|\\(.)|([^\\]+)/g)]
            .map(([, hex, escaped, plain]) => (hex ? Buffer.from(hex, 'hex') : Buffer.from(escaped ?? plain)));
        const text = Buffer.concat(bytes);
        return isUtf8(text) ? [text.toString()] : [];
    });
}

function escaped(text) {
    const escapes = { '\\': '\\E\\', '|': '\\F\\', '^': '\\S\\', '&': '\\T\\', '~': '\\R\\' };
    return text.replace(/[\\|^&~\x00-\x1F\x7F]/g, (one) =>
        escapes[one] ?? `\\X${one.charCodeAt(0).toString(16).padStart(2, '0')}\\`);
}

// An order whose name, location and procedure are three of them.
function hostileOrder(number, [name, location, procedure]) {
    const id = `J${number}`;
    return ['MSH|^~\\&|RIS|SITE|MWLBROKER|SITE|{{now}}||ORM^O01|' + id + '|P|2.3.1||||||UNICODE UTF-8',
        `PID|1||${id}^^^HOSPITAL^MR||${escaped(name)}||19700101|F`,
        `PV1|1|I|${escaped(location)}`,
        `ORC|NW|P${id}^RIS|F${id}^RIS||||^^^{{today}}1200^^R`,
        `OBR|1|P${id}^RIS|F${id}^RIS|C^${escaped(procedure)}^L||||||||||||||${id}|RP${id}|S${id}||||DX|||^^^{{today}}1200^^R`,
        `ZDS|1.2.826.0.1.3680043.10.98.${number}^RIS^Application^DICOM`, ''].join('\r');
}

describe('the page', () => {
    let broker, scratch, browser, page, complaints;

    before(async () => {
        broker = await startBroker();
        scratch = mkdtempSync(path.join(tmpdir(), 'mwlpage.'));
        const hostileFile = path.join(scratch, 'hostile.hl7');
        writeFileSync(hostileFile, hostile);
        await broker.replay([...samples, hostileFile]);
        browser = await chromium.launchPersistentContext(path.join(scratch, 'profile'),
            { executablePath: '/usr/bin/chromium', args: chromiumArguments, timeout: patience,
                viewport: { width: 1360, height: 900 } });
        browser.setDefaultTimeout(patience);
        await browser.exposeFunction('pwned', () => complaints.push('a foreign script ran'));
    });
    after(async () => {
        await browser?.close();
        if (scratch) rmSync(scratch, { recursive: true, force: true });
        await broker?.stop();
    });
    beforeEach(async () => {
        complaints = [];
        page = await browser.newPage();
        page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
        page.on('pageerror', (error) => complaints.push(error.message));
        page.on('requestfailed', (request) => complaints.push(`${request.url()} failed`));
    });
    afterEach(async () => {
        await page.close();
        assert.deepEqual(complaints, []);
    });

    const open = (address) => page.goto(`http://127.0.0.1:${broker.ports.http}${address}`);
    const row = (accession) => page.locator('tbody tr', { has: page.getByRole('link', { name: accession, exact: true }) });

    test('shows today\'s steps of the samples without names', async () => {
        assert.equal((await open('/')).status(), 200);
        for (const accession of ['A1001', 'A1002', 'A1003', 'A1004', 'A1006'])
            assert.equal(await row(accession).count(), 1, accession);
        assert.match(await row('A1001').innerText(), /STAT/);
        assert.match(await row('A1001').innerText(), /DX/);
        assert.match(await row('A1002').innerText(), /16:30/);
        assert.match(await row('A1005').innerText(), /cancelled/);
        assert.match(await row('A1001').innerText(), /•••/);
        const source = await page.content();
        for (const name of await namesOnSamples()) assert.ok(!source.includes(name), 'a name is in the source');
    });

    // Family names as the page shows them when asked, taken from the page itself and checked not to be empty.
    async function namesOnSamples() {
        const other = await browser.newPage();
        await other.goto(`http://127.0.0.1:${broker.ports.http}/?names=1`);
        const cells = await other.locator('tbody td:last-child').allInnerTexts();
        await other.close();
        const names = cells.map((text) => text.split(',')[0]).filter((name) => /^\p{L}{3,}$/u.test(name));
        assert.ok(names.length >= 4, `names of the samples: ${names}`);
        return names;
    }

    test('shows names when asked, and says so', async () => {
        await open('/');
        await page.getByRole('link', { name: 'Show names' }).click();
        assert.match(page.url(), /\?names=1$/);
        assert.match(await page.locator('main').innerText(), /This page shows names of patients/);
        assert.ok(!(await row('A1001').innerText()).includes('•••'));
        await page.getByRole('link', { name: 'Hide names' }).click();
        assert.match(await row('A1001').innerText(), /•••/);
    });

    test('an order page shows the timeline and where values come from', async () => {
        await open('/');
        await page.getByRole('link', { name: 'A1006', exact: true }).click();
        assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'Order A1006');
        const timeline = page.getByRole('table', { name: 'Timeline, newest first' });
        assert.ok(await timeline.locator('tbody tr').count() >= 1);
        assert.match(await page.locator('main').innerText(), /StudyInstanceUID/);
        assert.match(await page.locator('main').innerText(), /•••/);
    });

    test('hostile texts of an order stay text', async () => {
        await open('/?names=1');
        const hostileRow = page.locator('tbody tr', { hasText: '<script>pwned()</script>' });
        assert.equal(await hostileRow.count(), 1);
        assert.equal(await page.locator('script, main img, main svg').count(), 0);
        await hostileRow.getByRole('link').click();
        assert.match(await page.getByRole('heading', { level: 1 }).innerText(), /^Order X/);
        assert.equal(await page.locator('script, main img, main svg').count(), 0);
    });

    test('an inline script would be refused by the policy', async () => {
        await open('/');
        await page.evaluate(() => {
            const script = document.createElement('script');
            script.textContent = 'pwned()';
            document.body.append(script);
        });
        assert.ok(complaints.length > 0 && complaints.every((text) => /Content Security Policy/.test(text)), complaints.join());
        complaints = [];
    });

    test('messages, outbox and associations are listed', async () => {
        for (const address of ['/messages', '/outbox', '/associations'])
            assert.equal((await open(address)).status(), 200, address);
        await open('/messages');
        assert.ok(await page.locator('tbody tr').count() >= samples.length);
        assert.match(await page.locator('tbody').innerText(), /applied/);
    });

    test('fits a narrow screen: the table scrolls, the page does not', async () => {
        await page.setViewportSize({ width: 390, height: 800 });
        await open('/');
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(overflow <= 0, `${overflow} px too wide`);
    });

    test('every control can be reached by keyboard, and the content first', async () => {
        await open('/');
        await page.keyboard.press('Tab');
        assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to the content');
        assert.equal(await page.locator('html').getAttribute('lang'), 'en');
        assert.equal(await page.locator('th:not([scope])').count(), 0);
    });

    // Elements and attributes of the page as the browser read it: only names that the page itself writes.
    const foreign = () => page.evaluate(() => {
        const own = new Set(('html head meta title link body a nav header main footer h1 h2 h3 p ul ol li dl dt dd div span ' +
            'section table caption thead tbody tr th td time code pre b strong em small').split(' '));
        const all = [...document.querySelectorAll('*')];
        return all.filter((e) => !own.has(e.localName)).map((e) => e.outerHTML).concat(all.flatMap((e) =>
            [...e.attributes].filter((a) => /^on|^style$/.test(a.name) ||
                /^\s*(javascript:|vbscript:|data:(?!,$))/i.test(a.value)).map((a) => `${a.name}=${a.value}`)));
    });

    test('J1: none of the hostile texts becomes markup, on the list or on the pages of its order', async () => {
        const texts = hostileTexts();
        assert.ok(texts.length >= 120, `${texts.length} texts`);
        const orders = Math.ceil(texts.length / 3);
        const file = path.join(scratch, 'corpus.hl7');
        const nth = (n) => texts[n % texts.length];
        writeFileSync(file, Array.from({ length: orders }, (_, n) =>
            hostileOrder(n, [nth(n), nth(n + orders), nth(n + 2 * orders)])).join(''));
        await broker.replay([file]);
        await open('/?names=1');
        const links = await page.locator('tbody a').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
        const pages = links.filter((link) => /^\/orders\/J\d+\?/.test(link));
        assert.equal(pages.length, orders);
        assert.deepEqual(await foreign(), []);
        for (const link of pages) {
            assert.equal((await open(link)).status(), 200);
            assert.deepEqual(await foreign(), []);
            const procedure = nth(Number(/J(\d+)/.exec(link)[1]) + 2 * orders);
            if (/^[ -[\]-~]*$/.test(procedure))   // a backslash and controls do not survive in DICOM text
                assert.ok((await page.locator('main').textContent()).includes(procedure), `not shown: ${procedure}`);
        }
    });
});
