package main

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// deskCollector asks the desk for its figures when somebody collects them.
type deskCollector struct {
	office                                        *office
	jobs, oldest, disk, unsequenced, unsequencedS *prometheus.Desc
}

func newDeskCollector(o *office) *deskCollector {
	d := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc("bordereau_"+name, help, labels, nil)
	}
	return &deskCollector{
		office: o,
		jobs:   d("jobs", "Jobs by stage, priority and state.", "stage", "priority", "state"),
		oldest: d("oldest_waiting_seconds", "Age of the oldest job that is due."),
		disk:   d("disk_free_ratio", "Free share of the disk where files arrive."),

		unsequenced:  d("journal_unsequenced", "Events that have no place in the log yet."),
		unsequencedS: d("journal_oldest_unsequenced_seconds", "Age of the oldest of them."),
	}
}

func (c *deskCollector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{c.jobs, c.oldest, c.disk, c.unsequenced, c.unsequencedS} {
		ch <- d
	}
}

// Collect leaves out what cannot be had at the moment: an absent figure is itself
// an alert.
func (c *deskCollector) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	if depths, err := c.office.Depths(ctx); err == nil {
		for _, d := range depths {
			gauge(c.jobs, float64(d.Jobs), d.Stage, d.Priority.String(), d.State)
		}
	}
	if age, err := c.office.OldestWaiting(ctx); err == nil {
		gauge(c.oldest, age.Seconds())
	}
	if free, err := c.office.DiskFree(); err == nil {
		gauge(c.disk, free)
	}
	if n, age, err := c.office.JournalLag(ctx); err == nil {
		gauge(c.unsequenced, float64(n))
		gauge(c.unsequencedS, age.Seconds())
	}
}
