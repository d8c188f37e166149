-- Ways to break each invariant: its number, what is done, and the statement that does it.
-- Orders of the world that they spoil: 1 waits for S1, 2 is accepted by S1, 3 was delivered by S1 and partly refunded,
-- 4 was paid online and waits for S1, 5 waits for money.

-- 1: a second open offer
INSERT INTO offers (order_id, member_id, store_id, decision_id, state, offered_at, expires_at, hour_ends_at,
  answered_at, answered_by) SELECT order_id, member_id, 2, decision_id, 'open', offered_at, expires_at,
  hour_ends_at, NULL, NULL FROM offers WHERE order_id = 1;

-- 1: an open offer of an order that is elsewhere
UPDATE orders SET state = 'paid' WHERE id = 1;

-- 1: an open offer of another store
UPDATE orders SET store_id = 2 WHERE id = 1;

-- 2: two stores accepted
INSERT INTO offers (order_id, member_id, store_id, decision_id, state, offered_at, expires_at, hour_ends_at,
  answered_at, answered_by) SELECT order_id, member_id, 2, decision_id, 'accepted', offered_at, expires_at,
  hour_ends_at, answered_at, answered_by FROM offers WHERE order_id = 2;

-- 2: another store fulfils
UPDATE orders SET store_id = 2 WHERE id = 2;

-- 2: delivered after the acceptance ended
UPDATE offers SET ended_at = answered_at WHERE order_id = 3;

-- 3: waiting for eleven seconds
UPDATE orders SET state = 'paid', state_changed_at = jindan_now() - interval '11 s' WHERE id = 1;

-- 3: offered to nobody
DELETE FROM offers WHERE order_id = 1;

-- 4: expired a second early
UPDATE offers SET state = 'expired', answered_at = hour_ends_at - interval '1 s' WHERE order_id = 1;

-- 4: an hour of 59 minutes
UPDATE offers SET hour_ends_at = offered_at + interval '59 min' WHERE order_id = 1;

-- 4: a deadline before the hour
UPDATE offers SET expires_at = hour_ends_at - interval '1 s' WHERE order_id = 1;

-- 5: overdue by six seconds
UPDATE offers SET expires_at = jindan_now() - interval '6 s' WHERE order_id = 1;

-- 6: accepted at the deadline
UPDATE offers SET answered_at = expires_at WHERE order_id = 2;

-- 6: accepted by an agent
UPDATE offers SET answered_by = 'agent:1' WHERE order_id = 2;

-- 6: accepted by another store's clerk
WITH clerk AS (INSERT INTO staff (phone_hash, phone_sealed, name, created_at) VALUES ('\x01', '\x04', 'x', now())
  RETURNING id), role AS (INSERT INTO staff_roles (staff_id, store_id, role) SELECT id, 2, 'clerk' FROM clerk)
  UPDATE offers SET answered_by = 'staff:' || (SELECT id FROM clerk) WHERE order_id = 2;

-- 7: offered to one store twice
INSERT INTO offers (order_id, member_id, store_id, decision_id, state, offered_at, expires_at, hour_ends_at,
  answered_at, answered_by) SELECT order_id, member_id, 1, decision_id, 'withdrawn', offered_at, expires_at,
  hour_ends_at, offered_at, 'system' FROM offers WHERE order_id = 1;

-- 8: the home store passed over without a reason
UPDATE decisions SET reason = 'nearest', candidates = jsonb_set(candidates, '{0}',
  '{"store_id": 2, "relation": "home_store", "dropped": null}') WHERE order_id = 1;

-- 8: her home store never looked at
UPDATE decisions SET member_id = (SELECT member_id FROM orders WHERE id = 3), at = at + interval '1 day' WHERE
  order_id = 1;

-- 8: called home without being it
UPDATE decisions SET reason = 'home_store' WHERE order_id = 1;

-- 8: chosen by her, and the order knows nothing of it
UPDATE decisions SET reason = 'chosen_by_member' WHERE order_id = 1;

-- 8: a person without a reason
UPDATE offers SET by_person = true WHERE order_id = 1;

-- 9: paid a fen less
UPDATE payments SET amount_fen = amount_fen - 1;

-- 9: paid in dollars
UPDATE payments SET currency = 'USD';

-- 9: under way without a payment
UPDATE payments SET state = 'created';

-- 9: paid twice
INSERT INTO payments (order_id, provider, out_trade_no, transaction_id, amount_fen, state, created_at, paid_at)
  SELECT order_id, provider, 'again', 'again', amount_fen, state, created_at, paid_at FROM payments;

-- 10: booked twice
INSERT INTO entries (kind, reference, at) SELECT kind, reference, at FROM entries LIMIT 1;

-- 10: one transaction of two payments
INSERT INTO payments (order_id, provider, out_trade_no, transaction_id, amount_fen, created_at) SELECT order_id,
  provider, 'again', transaction_id, amount_fen, created_at FROM payments;

-- 10: one receipt taken up twice
INSERT INTO purchases (source, source_key, store_id, purchased_at, total_fen) SELECT source, source_key, store_id,
  purchased_at, total_fen FROM purchases;

-- 11: a fen too much
UPDATE postings SET amount_fen = amount_fen + 1 WHERE (entry_id, account_id) = (SELECT entry_id, account_id FROM
  postings LIMIT 1);

-- 11: an entry of nothing
INSERT INTO entries (kind, reference, at) VALUES ('delivered', 'x', now());

-- 13: credited to another store
UPDATE entries SET store_id = 2 WHERE order_id = 3 AND kind = 'cash_delivered';

-- 13: credited to another store's account
UPDATE accounts SET store_id = 2 WHERE kind = 'store_payable';

-- 13: credited before it was delivered
UPDATE entries SET order_id = 2 WHERE kind = 'cash_delivered';

-- 13: delivered and never credited
DELETE FROM entries WHERE kind = 'cash_delivered';

-- 13: delivered by one, credited to another
UPDATE deliveries SET store_id = 2 WHERE state = 'delivered';

-- 13: a refund that was never booked
DELETE FROM entries WHERE kind = 'refund_after_delivery';

-- 13: a refund of another amount
UPDATE refunds SET amount_fen = amount_fen + 1;

-- 13: booked for a refund that failed
UPDATE refunds SET state = 'failed';

-- 13: a settlement that is not what its lines say
INSERT INTO settlements (settlement_no, store_id, first_day, last_day, state, payable_fen, cash_fen, opened_by, opened_at)
  VALUES ('S-1', 1, '2026-11-01', '2026-11-30', 'locked', 1, 0, 'agent:1', jindan_now());

-- 13: a settled line that is not what was booked
WITH made AS (INSERT INTO settlements (settlement_no, store_id, first_day, last_day, state, payable_fen, cash_fen,
  opened_by, opened_at) VALUES ('S-1', 1, '2026-11-01', '2026-11-30', 'locked', 1, 0, 'agent:1', jindan_now()) RETURNING id)
  INSERT INTO settlement_lines (entry_id, settlement_id, amount_fen, cash_fen)
  SELECT (SELECT min(id) FROM entries WHERE order_id = 3), id, 1, 0 FROM made;

-- 13: a settlement paid that nobody booked
INSERT INTO settlements (settlement_no, store_id, first_day, last_day, state, payable_fen, cash_fen, opened_by, opened_at,
  paid_at, bank_reference) VALUES ('S-1', 1, '2026-11-01', '2026-11-30', 'paid', 0, 1, 'agent:1', jindan_now(),
  jindan_now(), 'ICBC');

-- 14: one more reserved than held
UPDATE stock_levels SET reserved = reserved + 1;

-- 14: reserved beyond the shelf
UPDATE stock_levels SET on_hand = 1;

-- 14: held for an offer that is over
UPDATE offers SET state = 'withdrawn' WHERE order_id = 1;

-- 14: sold without delivery
UPDATE reservations SET state = 'sold' WHERE offer_id IN (SELECT id FROM offers WHERE order_id = 1);

-- 15: more given back than paid
UPDATE orders SET refunded_fen = 100000 WHERE id = 3;

-- 15: a refund the order does not know
UPDATE orders SET refunded_fen = 0 WHERE id = 3;

-- 16: a step without its event
DELETE FROM outbox_events WHERE order_id = 3 AND kind = 'order.accepted';

-- 16: a step that the life cycle does not know
DELETE FROM outbox_events WHERE order_id = 3 AND kind IN ('order.accepted', 'order.out_for_delivery');

-- 16: not published for a minute
UPDATE outbox_events SET at = at - interval '61 s' WHERE id = (SELECT max(id) FROM outbox_events);

-- 16: published and not told for a minute
UPDATE outbox_events SET at = at - interval '61 s', position = id WHERE id = (SELECT max(id) FROM outbox_events);

-- 17: an order moved without a word
UPDATE orders SET state = 'completed' WHERE id = 3;

-- 17: an order without a trail
DELETE FROM outbox_events WHERE order_id = 1;

-- 17: an offer answered without a word
UPDATE offers SET state = 'declined', answered_at = offered_at WHERE order_id = 1;

-- 18: another store told of an order
UPDATE outbox_events SET store_id = 2 WHERE kind = 'order.accepted';

-- 18: another mother's offer
UPDATE offers SET member_id = 3 WHERE order_id = 1;

-- 18: a token of a store she does not work for
INSERT INTO tokens (token_hash, kind, subject_id, store_id, created_at, expires_at) VALUES ('\x01', 'staff', 1, 2,
  now(), 'infinity');

-- 18: a till's token for another store
WITH till AS (INSERT INTO terminals (serial, store_id) VALUES ('P', 1) RETURNING id) INSERT INTO tokens (token_hash,
  kind, subject_id, store_id, created_at, expires_at) SELECT '\x01', 'terminal', id, 2, now(), 'infinity' FROM till;

-- 19: a phone in an event
UPDATE outbox_events SET payload = payload || '{"why": "call 13812345678"}' WHERE kind = 'order.accepted';

-- 19: a phone in a message
INSERT INTO messages (key, to_kind, to_id, channel, template, params, created_at) VALUES ('k', 'member', 1, 'sms',
  't', '{"to": 13812345678}', now());

-- 19: a phone in a decision
UPDATE decisions SET person_reason = '13812345678 asked' WHERE id = 1;

-- 19: a phone in a refund
UPDATE refunds SET reason = 'call 13812345678';

-- 19: a recipient in clear
UPDATE orders SET recipient_sealed = convert_to('{"phone": "13812345678", "name": "x"}', 'UTF8') WHERE id = 1;

-- 19: words of a rating in clear
INSERT INTO ratings (order_id, store_id, stars, words_sealed, rated_at) VALUES (3, 1, 1, convert_to('13812345678', 'UTF8'), now());

-- 19: a phone in clear
UPDATE members SET phone_sealed = convert_to('13812345678', 'UTF8') WHERE id = 1;

-- 20: unpaid for too long
UPDATE orders SET close_at = jindan_now() - interval '31 s' WHERE id = 5;

-- 20: waiting for a person without a reason
UPDATE orders SET state = 'needs_person' WHERE id = 1;
