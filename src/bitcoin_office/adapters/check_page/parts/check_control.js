"use strict";

/**
 * Who can sign: each message is bound to this disclosure, each proof holds for its script and message under BIP-322.
 * Fills `facts.control`: what is proved for each script, and for coins that a proof of funds names.
 */
async function checkControl(facts, step) {
  const { body } = facts;
  const found = { primary: new Set(), recovery: new Set(), program: [], expires: [], sealed: 0 };
  facts.control = found;
  const openings = openCommitments(facts, step);
  const total = body.control.reduce((sum, each) => sum + each.proofs.length, 0);
  let done = 0;
  for (const { message, proofs } of body.control) {
    const binding = bindingOf(facts, message, proofs, step);
    for (const { script, proof, commitment } of proofs) {
      await step.progress(done++, total);
      const shown = proof === null ? openings.get(commitment) : proof;
      if (shown === undefined) found.sealed++;
      else if (binding) await checkProof(facts, { message, script, proof: shown, binding }, step);
    }
  }
  sayControl(facts, step);
}

/** The proofs that the auditor's file opens, by commitment. */
function openCommitments({ body, hash, auditor }, step) {
  const openings = new Map();
  if (!auditor) return openings;
  if (auditor.disclosure !== hash) {
    step.wrong("control", "The auditor's file belongs to another disclosure.");
    return openings;
  }
  const wanted = new Map(body.control.flatMap(({ message, proofs }) =>
    proofs.filter((each) => each.commitment).map((each) => [each.commitment, `${message}\n${each.script}`])));
  for (const { message, proof, salt, script } of auditor.proofs) {
    const commitment = Bytes.toHex(Sha256.hash(CanonicalJson.writeTexts({ message, proof, salt, script })));
    if (wanted.get(commitment) === `${message}\n${script}`) openings.set(commitment, proof);
    else step.wrong("control", `The auditor's file has a proof for ${script} that the disclosure does not commit to.`);
  }
  return openings;
}

/** What a message binds; null where it does not belong to this disclosure, which is wrong. */
function bindingOf(facts, message, proofs, step) {
  const { body, coinsOfScript } = facts;
  const binding = Message.read(message);
  const fail = (problem) => {
    step.wrong("control", `A message of proofs: ${problem}.`);
    return null;
  };
  if (!binding) return fail("it is in no form that binds a block");
  if (binding.height > body.stamp.height) return fail("its block is above the stamp");
  const known = blockAt(facts, binding.height);
  if (known && known.hash !== binding.block) return fail(`the block at height ${binding.height} is another`);
  if (known && known.time !== binding.time) return fail("it names another time than the block's header has");
  const isForNoCoin = ({ script }) => !coinsOfScript.has(script);
  if (proofs.some(isForNoCoin)) return fail("one of its proofs is for a script that no coin has");
  if (!known) step.open("message-block", `That a message's block, at height ${binding.height}, is of this chain.`);
  if (binding.form === "audit") {
    step.open("message-form", "Some messages are bip322-audit's: they bind a block, but no country, vault or purpose.");
    return binding;
  }
  if (binding.country !== body.country || binding.network !== body.network) return fail("it is for another office");
  if (binding.expires < body.made_on) return fail("it expired before the disclosure was made");
  const isOthers = ({ script }) => coinsOfScript.get(script).some((coin) => coin.vault.toLowerCase() !== binding.vault);
  if (proofs.some(isOthers)) return fail(`it is for the vault ${binding.vault}, and a coin lies in another`);
  return binding;
}

/** The hash and time of the chain's block, where the file or the headers say them. */
function blockAt({ blocks, run }, height) {
  if (run && run.has(height)) return { hash: run.hashAt(height), time: Message.timeText(run.timeAt(height)) };
  if (!blocks.has(height)) return null;
  const { bytes, hash } = blocks.get(height);
  return { hash: Bytes.shown(hash), time: Message.timeText(Headers.time(bytes)) };
}

async function checkProof(facts, { message, script, proof, binding }, step) {
  const { control, coinsOfScript, coinsByName, network } = facts;
  const bytes = Bytes.fromHex(script);
  const name = Addresses.ofScript(bytes, network) || script;
  const verdict = await Bip322.verify(bytes, new TextEncoder().encode(message), proof, () => step.breathe());
  if (verdict.state === "invalid") {
    return step.wrong("control", `The proof for ${name} does not hold: ${verdict.reason}.`);
  }
  if (verdict.state === "program") return control.program.push(name);
  const isAsStated = ({ outpoint, sats, script: lock }) => {
    const coin = coinsByName.get(outpoint);
    return coin && coin.sats === sats && coin.script === Bytes.toHex(lock);
  };
  const names = [...coinsOfScript.get(script), ...verdict.coins.filter(isAsStated)].map((coin) => coin.outpoint);
  // Of a message for both quorums the proof that holds only at an age is the recovery's: it is the one that waits.
  const isRecovery = binding.purpose === "recovery" || (binding.purpose === "both" && verdict.state === "later");
  if (isRecovery) for (const each of names) control.recovery.add(each);
  if (verdict.state === "later") return sayLater(verdict, name, step);
  if (!isRecovery) for (const each of names) control.primary.add(each);
  if (binding.expires) control.expires.push(binding.expires);
  return undefined;
}

function sayLater({ lockTime, sequence }, name, step) {
  const when = [lockTime ? `from lock time ${lockTime}` : "", sequence ? `at the age ${sequence}` : ""].filter(Boolean);
  step.open("later", `That ${name} can be signed for today: this proof holds only ${when.join(" and ")}.`);
}

/** How much of the coins is proved, and what is left. */
function sayControl({ body, control, brokenCoins, today }, step) {
  const coins = body.coins.filter((each) => !brokenCoins.has(each.outpoint));
  const say = (some) => `${Wording.counted(some.length, "coin")}, ${Amounts.bitcoin(Amounts.sum(some))}`;
  const recovered = coins.filter((each) => control.recovery.has(each.outpoint));
  const primary = coins.filter((each) => control.primary.has(each.outpoint));
  const rest = coins.filter((each) => !control.primary.has(each.outpoint) && !control.recovery.has(each.outpoint));
  const until = control.expires.sort()[0];
  if (primary.length) step.proved("control", `${say(primary)}: whoever holds the keys of each address signed for it.`);
  if (until < today) step.open("expired", `That the keys can still sign: a proof was to be believed until ${until}.`);
  if (recovered.length) step.proved("recovery", `${say(recovered)}: the recovery keys signed as well.`);
  if (control.program.length) {
    const names = Wording.named(control.program);
    step.open("needs-program", `Proofs for scripts that need the program: ${names}. Run: bitcoin-office verify`);
  }
  if (control.sealed) {
    const count = Wording.counted(control.sealed, "proof");
    step.open("committed", `${count} that only an auditor sees: drop the auditor's file as well, if you have it.`);
  }
  if (rest.length) step.open("control", `Who can sign for ${say(rest)}: no proof that is open here shows it.`);
}
