# Sourced by scripts/run: the main job, shown with DCMTK's findscu and the broker's own simulators.

received_before=$(wc -l < "$state/ris.received" 2>/dev/null || echo 0)
today=$(date -u +%Y%m%d)

# A query as a modality sends it: today's steps of its kind. Prints one line an item.
worklist_of() {
    local ae=$1 modality=$2
    findscu -W -aet "$ae" -aec MWLBROKER -to 10 -ta 10 -td 10 "${dicom%:*}" "${dicom##*:}" \
        -k 0008,0005="ISO_IR 192" -k 0010,0010 -k 0010,0020 -k 0008,0050 -k 0020,000D -k 0038,0300 -k 0040,1003 \
        -k "(0040,0100)[0].0008,0060=$modality" -k "(0040,0100)[0].0040,0001" -k "(0040,0100)[0].0040,0009" \
        -k "(0040,0100)[0].0040,0002=$today" -k "(0040,0100)[0].0040,0003" -k "(0040,0100)[0].0040,0007" 2>&1 |
        awk -v ae="$ae" '
            function value(line) { sub(/^[^[]*\[/, "", line); sub(/\].*$/, "", line); sub(/ +$/, "", line); return line }
            /\(0008,0050\)/ { accession = value($0) }
            /\(0010,0010\)/ { name = value($0) }
            /\(0038,0300\)/ { place = value($0) }
            /\(0040,0003\)/ { time = value($0) }
            /\(0040,0007\)/ { what = value($0) }
            /\(0040,1003\)/ { if ($0 ~ /\[/) priority = value($0); else priority = ""
                wide = 24 + gsub(/[\200-\277]/, "&", name)  # awk counts bytes: a letter of two takes one column
                printf "  %-6s %-4.4s  %-" wide "s %-12s %-8s %s\n", accession, time, name, place, priority, what; n++ }
            /error|Error|Failed|failed|Reject/ { if ($0 !~ /^I:/) print "  " $0 }
            END { printf "  %s: %d item(s)\n", ae, n + 0 }'
}

step "orders in: samples/ over MLLP to $mllp"
"$broker" replay --to "$mllp" samples/*.hl7 || echo "  (not every message was accepted: see above)"

step "what a portable X-ray sees (findscu as XRAY1, modality DX, today)"
worklist_of XRAY1 DX
step "what an ultrasound sees (findscu as US1, modality US, today)"
worklist_of US1 US

step "one examination: IN PROGRESS to COMPLETED (MPPS as XRAY1)"
"$broker" modality play --to "$dicom" --ae XRAY1 --modality DX || echo "  (nothing left to examine: scripts/run stop, remove $state, run again)"

step "what the RIS was told"
if [ $simulated = yes ]; then
    for _ in $(seq 100); do
        [ "$(wc -l < "$state/ris.received")" -ge $((received_before + 2)) ] && break
        sleep 0.1
    done
    tail -n +$((received_before + 1)) "$state/ris.received" |
        awk -F '\t' '{ printf "  accession %-8s ORC-1 %-3s ORC-5 %-3s placer %s filler %s\n", $6, $2, $3, $4, $5 }'
else
    echo "  $ris is not the simulated one: look there, and at http://$http/outbox"
fi

step "summary"
echo "  orders and their history   http://$http/"
echo "  health and numbers         http://$http/readyz  http://$http/metrics"
echo "  logs                       $state/broker.log"
echo "  the program                $broker"
echo "  send a message             scripts/run broker --state '$state' -- replay FILE"
echo "  stop with                  scripts/run stop --state '$state'"
