// Sends the standard input as a stream, piece by piece: node stream.mjs URL AUTHORIZATION; writes the status and the answer as JSON.
const [url, authorization] = process.argv.slice(2);

const answer = await fetch(url, {
    method: 'POST',
    headers: {Authorization: authorization, 'Content-Type': 'application/json'},
    body: ReadableStream.from(process.stdin),
    duplex: 'half',
});

console.log(JSON.stringify({status: answer.status, body: await answer.json()}));
