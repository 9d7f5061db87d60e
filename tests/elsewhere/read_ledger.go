// Checks what a ledger publishes with Go's own sumdb packages: signed heads, inclusion and consistency.
// Reads a JSON list of cases from standard input, writes "fine" or what is wrong, a line each.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type reading struct {
	Key, Old, New, Leaf   string
	Index                 int64
	Inclusion, Consistency []string
}

func main() {
	var cases []reading
	if err := json.NewDecoder(os.Stdin).Decode(&cases); err != nil {
		panic(err)
	}
	for _, one := range cases {
		if err := check(one); err != nil {
			fmt.Println(err)
		} else {
			fmt.Println("fine")
		}
	}
}

func check(one reading) error {
	oldSize, oldRoot, err := head(one.Key, one.Old)
	if err != nil {
		return err
	}
	newSize, newRoot, err := head(one.Key, one.New)
	if err != nil {
		return err
	}
	var path tlog.TreeProof
	if path, err = hashes(one.Consistency); err != nil {
		return err
	}
	if err = tlog.CheckTree(path, newSize, newRoot, oldSize, oldRoot); err != nil {
		return err
	}
	leaf, err := tlog.ParseHash(one.Leaf)
	if err != nil {
		return err
	}
	var audit tlog.RecordProof
	if audit, err = hashes(one.Inclusion); err != nil {
		return err
	}
	return tlog.CheckRecord(audit, newSize, newRoot, one.Index, leaf)
}

func head(key, text string) (int64, tlog.Hash, error) {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return 0, tlog.Hash{}, err
	}
	signed, err := note.Open([]byte(text), note.VerifierList(verifier))
	if err != nil {
		return 0, tlog.Hash{}, err
	}
	lines := strings.Split(signed.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return 0, tlog.Hash{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return size, root, err
}

func hashes(given []string) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(given))
	for place, one := range given {
		var err error
		if found[place], err = tlog.ParseHash(one); err != nil {
			return nil, err
		}
	}
	return found, nil
}
